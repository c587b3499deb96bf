// Suggested genes as rows: their chances for as many missing genes, a filter, and their sheet for files.
import type {Completed, Suggestion} from '../protocol.ts';
import {chanceOf} from './chance-of.ts';
import type {Sheet} from './export-text.ts';

/** The suggestions, with the chances for so many missing genes. */
export function missingRows({suggestions, calibration}: Completed, missing: number): Suggestion[] {
  return suggestions.map(row => ({...row, chance: chanceOf(calibration, row.value * missing)}));
}

/** Rows whose symbol, name or supporting sets hold the text, in any case. */
export function filterRows(
  rows: readonly Suggestion[],
  text: string,
  onlyByModels: boolean,
): Suggestion[] {
  const wanted = text.trim().toLowerCase();
  return rows.filter(({symbol, name, support, byModels}) => {
    const words = [symbol, name, ...support.map(set => set.name)].join('\n').toLowerCase();
    return words.includes(wanted) && (byModels || !onlyByModels);
  });
}

/** Numbers in full. */
export function missingSheet(rows: readonly Suggestion[]): Sheet {
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
