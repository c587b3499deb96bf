// Splits of cells: shares within types, groups kept whole.
import {describe, expect, test} from '@jest/globals';
import {CELL_SPLITS, splitByCell, splitByGroup} from '../../shared/cells/draw-cell-split.ts';

const options = {validationShare: 0.1, testShare: 0.2, seed: 3};
const repeat = <T>(value: T, times: number) => new Array<T>(times).fill(value);
const types = [
  ...repeat('T', 100),
  ...repeat('B', 30),
  ...repeat('rare', 3),
  ...repeat('one', 1),
  ...repeat(null, 20),
];

describe('splitByCell', () => {
  test('keeps the shares within every type, and a rare type in all splits', () => {
    const splits = splitByCell(types, options);
    const count = (type: string | null) =>
      CELL_SPLITS.map(
        split => splits.filter((each, i) => each === split && types[i] === type).length,
      );
    expect(count('T')).toEqual([70, 10, 20]);
    expect(count('B')).toEqual([21, 3, 6]);
    expect(count(null)).toEqual([14, 2, 4]);
    expect(count('rare')).toEqual([1, 1, 1]);
    expect(count('one')).toEqual([1, 0, 0]);
  });

  test('depends on the seed alone', () => {
    expect(splitByCell(types, options)).toEqual(splitByCell(types, options));
    expect(splitByCell(types, {...options, seed: 4})).not.toEqual(splitByCell(types, options));
  });
});

describe('splitByGroup', () => {
  const groups = Array.from({length: 1000}, (_, cell) => `donor ${Math.floor(Math.sqrt(cell))}`);
  const mixed = groups.map((_, cell) => (cell % 3 ? 'T' : 'B'));

  test('never parts a donor, and comes near to the shares', () => {
    const splits = splitByGroup(groups, mixed, options);
    for (const donor of new Set(groups)) {
      expect(new Set(splits.filter((_, cell) => groups[cell] === donor)).size).toBe(1);
    }
    const share = (name: string) => splits.filter(split => split === name).length / 1000;
    expect(Math.abs(share('test') - 0.2)).toBeLessThan(0.04);
    expect(Math.abs(share('validation') - 0.1)).toBeLessThan(0.04);
  });

  test('gives each split one of three donors, and cells of no donor to training', () => {
    const few = [...repeat('a', 50), ...repeat('b', 5), ...repeat('c', 4), ...repeat(null, 9)];
    const splits = splitByGroup(
      few,
      few.map(() => 'T'),
      options,
    );
    expect(new Set(splits)).toEqual(new Set(CELL_SPLITS));
    expect(splits[0]).toBe('training');
    expect(new Set(splits.slice(-9))).toEqual(new Set(['training']));
  });

  test('refuses fewer groups than splits', () => {
    expect(() => splitByGroup(['a', 'b'], [null, null], options)).toThrow(
      /found 2 groups of cells \(a, b\); expected at least 3/,
    );
  });
});
