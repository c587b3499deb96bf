// How a label of a cell says that there is none, in tables and in data frames alike.

/** What R, pandas, spreadsheets and people write. */
const MISSING_MARKS = new Set([
  ...['', 'NA', 'N/A', 'n/a', '<NA>', '#N/A', 'NaN', 'nan', '-nan', 'NAN', 'NaT', 'NA_character_'],
  ...['None', 'null', 'NULL'],
]);

/** The label that a text gives, without blanks around it; null for a mark of a missing one. */
export function labelOf(text: string): string | null {
  const bare = text.trim();
  return MISSING_MARKS.has(bare) ? null : bare;
}
