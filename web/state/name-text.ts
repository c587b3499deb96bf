// Changes of single names in the text of the box.
import type {Reading} from '../protocol.ts';

/** How a name was read, in words; nothing where it was read as it stands. */
export const HOW_READ: Partial<Record<Reading['how'], string>> = {
  previous: 'former symbol',
  alias: 'alias',
  date: 'spreadsheet date or renamed family',
  ensembl: 'Ensembl id',
  entrez: 'NCBI Gene id',
  case: 'upper and lower case',
};

/** The text with each place of a name exchanged; names end at white space, commas and semicolons. */
export function replaceName(text: string, name: string, replacement: string): string {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const place = new RegExp(`(?<=^|[\\s,;"'])${escaped}(?=$|[\\s,;"'])`, 'g');
  return text.replace(place, () => replacement);
}
