// How a label of a cell says that there is none, in tables and in data frames alike.

/** What R, pandas and people write. */
const MISSING_MARKS = ['', 'NA', 'NaN', 'nan', 'None', 'null'];

/** The label that a text gives; null for a mark of a missing one. */
export function labelOf(text: string): string | null {
  return MISSING_MARKS.includes(text) ? null : text;
}
