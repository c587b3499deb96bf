// Suggested genes as rows: their chances for as many missing genes, a filter, and their sheet for files.
import type {Completed, Suggestion} from '../protocol.ts';
import {chanceOf} from './chance-of.ts';
import type {Sheet} from './export-text.ts';

/** A suggestion for a list of genes. */
export type MissingRow = Suggestion & {chance: number};

/** The suggestions, with the chances for so many missing genes. */
export function missingRows({suggestions, calibration}: Completed, missing: number): MissingRow[] {
  return suggestions.map(row => ({...row, chance: chanceOf(calibration, row.value * missing)}));
}

/** Rows whose symbol, name or supporting sets hold the text, in any case. */
export function filterRows(
  rows: readonly MissingRow[],
  text: string,
  onlyByModels: boolean,
): MissingRow[] {
  const wanted = text.trim().toLowerCase();
  return rows.filter(({symbol, name, support, byModels}) => {
    const words = [symbol, name, ...support.map(set => set.name)].join('\n').toLowerCase();
    return words.includes(wanted) && (byModels || !onlyByModels);
  });
}

/** Numbers in full. */
export function missingSheet(rows: readonly MissingRow[]): Sheet {
  return {
    header: ['rank', 'symbol', 'name', 'chance', 'missed by a lookup', 'supporting sets'],
    rows: rows.map(({rank, symbol, name, chance, byModels, support}) => [
      ...[rank, symbol, name, chance, byModels ? 'yes' : 'no'],
      support
        .map(({name, library, shared, size}) => `${name} (${library}), ${shared} of ${size}`)
        .join('; '),
    ]),
  };
}

/** Genes that words alone name; numbers in full. */
export function namedSheet(rows: readonly Suggestion[]): Sheet {
  return {
    header: ['rank', 'symbol', 'name', 'share of the votes', 'sets with such names'],
    rows: rows.map(({rank, symbol, name, value, support}) => [
      ...[rank, symbol, name, value],
      support.map(set => `${set.name} (${set.library})`).join('; '),
    ]),
  };
}
