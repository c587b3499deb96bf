// Arrays that index others: what fits is taken, and any one change of it is refused by name.
import {describe, expect, test} from '@jest/globals';
import {
  checkBeside,
  checkCount,
  checkIndices,
  checkNumbered,
  checkPointers,
} from '../../shared/formats/check-index.ts';
import {offsetsOf} from '../../shared/stats/offsets-of.ts';
import {createRandom} from '../../shared/stats/random.ts';

const ODD = [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 1e9, -(2 ** 31), 2 ** 53];

describe('pointers', () => {
  const check = (pointers: ArrayLike<number>, lists: number, total: number) => () =>
    checkPointers('a.h5ad', 'X/indptr', pointers, lists, total);

  test('that part the entries are taken, empty lists among them', () => {
    expect(check([0], 0, 0)).not.toThrow();
    expect(check([0, 0, 3, 3], 3, 3)).not.toThrow();
  });

  test('are refused with the file, what was found and what was expected', () => {
    expect(check([1, 3], 1, 3)).toThrow(
      'a.h5ad: X/indptr: found 1 at the start, expected 0. The file is damaged',
    );
    expect(check([0, 3, 2, 4], 3, 4)).toThrow('found 2 after 3 (list 1)');
    expect(check([0, 3], 1, 4)).toThrow('found 3 at the end, expected 4');
    expect(check([0, 3], 2, 3)).toThrow('found 2 pointers, expected 3 for 2 lists');
    expect(check([], 0, 0)).toThrow('found 0 pointers');
  });

  test('with any number changed at random part the entries still, or are refused', () => {
    const random = createRandom(11);
    for (let round = 0; round < 2000; round++) {
      const lists = 1 + random.int(6);
      const pointers = Float64Array.from(
        offsetsOf(Array.from({length: lists}, () => random.int(4))),
      );
      const total = pointers[lists];
      expect(check(pointers, lists, total)).not.toThrow();
      const place = random.int(lists + 1);
      pointers[place] = random.int(2) ? ODD[random.int(ODD.length)] : random.int(20);
      const parts =
        pointers[0] === 0 &&
        pointers[lists] === total &&
        pointers.every(at => Number.isInteger(at)) &&
        pointers.every((at, i) => i === 0 || at >= pointers[i - 1]);
      if (parts) expect(check(pointers, lists, total)).not.toThrow();
      else expect(check(pointers, lists, total)).toThrow(/^a\.h5ad: X\/indptr: found /);
    }
  });
});

test('indices must be whole and in range', () => {
  const check = (indices: number[], end: number, first?: number) => () =>
    checkIndices('a.arrow', 'genes', indices, end, first);
  expect(check([0, 4, 2], 5)).not.toThrow();
  expect(check([-1], 5, -1)).not.toThrow();
  expect(check([1, 5], 5)).toThrow('a.arrow: genes: found index 5 at place 1, expected 0..4.');
  expect(check([0], 0)).toThrow('expected none');
  for (const odd of ODD) expect(check([odd], 5)).toThrow(`found index ${odd} at place 0`);
});

test('counts must be whole and no more than can be', () => {
  expect(() => checkCount('a.h5', 'rows', 7, 7)).not.toThrow();
  for (const odd of ODD) {
    expect(() => checkCount('a.h5', 'rows', odd, 7)).toThrow(
      `a.h5: rows: found ${odd}, expected a whole number in 0..7.`,
    );
  }
});

test('rows that stand beside those of another table are numbered', () => {
  const check = (cells: number[]) => () =>
    checkNumbered(
      'cells.parquet',
      'cell',
      cells.map(cell => ({cell})),
    );
  expect(check([0, 1, 2])).not.toThrow();
  expect(check([0, 2, 1])).toThrow("cells.parquet: row 2, column 'cell': found 2, expected 1.");
});

test('lists that stand beside each other are as long, or the second is empty', () => {
  expect(() => checkBeside('a', 'x', [1, 2], [3, 4])).not.toThrow();
  expect(() => checkBeside('a', 'x', [1, 2], [])).not.toThrow();
  expect(() => checkBeside('a', 'x', [1, 2], [3])).toThrow('a: x: found 1 values, expected 2');
});
