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
  const place = new RegExp(`(?<=^|[\\s,;"'])${escaped(name)}(?=$|[\\s,;"'])`, 'g');
  return text.replace(place, () => replacement);
}

/** The text without the names that are read as a gene, however they were typed; comments stay. */
export function leaveOut(text: string, symbol: string, readings: readonly Reading[]): string {
  const names = readings.filter(reading => reading.symbol === symbol).map(({given}) => given);
  const lines = text.split('\n').flatMap(line => {
    if (/^\s*#/.test(line)) return [line];
    const left = names.reduce(withoutName, line);
    return left === '' && line.trim() !== '' ? [] : [left];
  });
  return lines.join('\n');
}

/** The line without a name and what parts it from its neighbour. */
function withoutName(line: string, name: string): string {
  const place = new RegExp(`(^|[\\s,;]+)${escaped(name)}(?=$|[\\s,;])`, 'g');
  const left = line.replace(place, '');
  if (left === line) return line;
  const trimmed = left.replace(/^[\s,;]+|[\s,;]+$/g, '');
  // A line that begins with # is a comment.
  return trimmed.startsWith('#') ? `, ${trimmed}` : trimmed;
}

function escaped(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
