// Suggested genes as rows: chances for as many missing genes, the filter, and the sheet.
import {describe, expect, test} from '@jest/globals';
import type {Completed} from '../../../web/protocol.ts';
import {
  filterRows,
  type MissingRow,
  missingRows,
  missingSheet,
  namedSheet,
} from '../../../web/state/missing-rows.ts';

function suggestion(rank: number, symbol: string, byModels: boolean): MissingRow {
  const support = {library: 'paths', name: `set of ${symbol}`, similarity: 0.5, shared: 2, size: 9};
  return {rank, symbol, name: `name ${rank}`, value: 0.1, chance: 0, support: [support], byModels};
}

const ROWS = [suggestion(1, 'BCL2', false), suggestion(2, 'MYC', true)];
const ANSWER: Completed = {
  ...{genes: [], leftOut: [], about: null, missing: 2, nearest: null, suggestions: ROWS},
  calibration: {expected: [0, 1, 2], observed: [0, 0.4, 0.5]},
};

describe('missing genes', () => {
  test('more missing genes make each likelier, without a new answer', () => {
    const chances = [1, 5, 15, 99].map(missing => missingRows(ANSWER, missing)[0].chance);
    expect(chances.map(chance => Number(chance.toFixed(6)))).toEqual([0.04, 0.2, 0.45, 0.5]);
  });

  test.each([
    ['myc', false, ['MYC']],
    [' set of BCL ', false, ['BCL2']],
    ['name', true, ['MYC']],
    ['zzz', false, []],
  ])('the filter %s, only by models %s, leaves %s', (text, only, expected) => {
    expect(filterRows(ROWS, text, only).map(({symbol}) => symbol)).toEqual(expected);
  });

  test('the sheet of genes that words name has their votes and sets', () => {
    expect(namedSheet(ROWS).rows[0]).toEqual([1, 'BCL2', 'name 1', 0.1, 'set of BCL2 (paths)']);
  });

  test('the sheet names sets with what they share', () => {
    expect(missingSheet(ROWS).rows[1]).toEqual([
      ...[2, 'MYC', 'name 2', 0, 'yes'],
      'set of MYC (paths), 2 of 9',
    ]);
  });
});
