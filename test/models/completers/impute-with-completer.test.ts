import {describe, expect, test} from '@jest/globals';
import {
  expressionAtPlace,
  type ImputeOptions,
  imputeWithCompleter,
  matchGenes,
} from '../../../shared/models/completers/impute-with-completer.ts';
import {fakeCompleter} from './fake-completer.ts';

const line = {slope: -1, intercept: 2};
const options: ImputeOptions = {
  ...{promptGenes: null, namedGenes: 3, hideShare: 0.5, line, valuer: null, onProgress: () => {}},
};
/** Columns A, X, C, D; the model does not know X, the matrix has no B. */
const genes = matchGenes(
  ['A', 'X', 'C', 'D'],
  new Map(['A', 'B', 'C', 'D'].map((s, i) => [s, i + 1])),
  5,
);
const cell = (shown: number[], shownValues: number[]) => ({
  ...{shown: Int32Array.from(shown), shownValues: Float64Array.from(shownValues)},
  ...{hidden: new Int32Array(0), hiddenValues: new Float64Array(0)},
});

test('genes are matched by symbol, both ways', () => {
  expect([...genes.tokenOf]).toEqual([1, -1, 3, 4]);
  expect([...genes.columnOf]).toEqual([-1, 0, -1, 2, 3]);
});

describe('a cell completed as a set', () => {
  test('is asked by its highest known genes; what is named are other genes of the matrix', async () => {
    const prompts: number[][] = [];
    const completer = fakeCompleter(5);
    const rank = completer.rank;
    completer.rank = asked => {
      prompts.push(...asked.map(prompt => [...prompt]));
      return rank(asked);
    };
    const cells = [cell([0, 1, 2], [1, 9, 4]), cell([3], [2])];
    const found = await imputeWithCompleter(completer, cells, genes, options);
    expect(prompts).toEqual([[3, 1], [4]]);
    expect(found.map(({columns}) => [...columns])).toEqual([[3], [2, 0]]);
    await imputeWithCompleter(completer, cells, genes, {...options, promptGenes: 1});
    expect(prompts.slice(2)).toEqual([[3], [4]]);
  });

  test('names no gene that is shown beyond the prompt', async () => {
    const completer = fakeCompleter(5);
    const [found] = await imputeWithCompleter(completer, [cell([0, 3], [1, 4])], genes, {
      ...{...options, promptGenes: 1},
    });
    expect([...found.columns]).toEqual([2]);
  });

  test('gets its values for the cell, or from its place on the line', async () => {
    const cells = [cell([3], [2])];
    const valuer = async () => [Float64Array.of(0.1, 0.2, 0.3, 0.4)];
    const [valued] = await imputeWithCompleter(fakeCompleter(5), cells, genes, {
      ...{...options, valuer},
    });
    expect([...valued.columns]).toEqual([2, 0]);
    expect([...valued.values]).toEqual([0.3, 0.1]);
    const [byPlace] = await imputeWithCompleter(fakeCompleter(5), cells, genes, options);
    expect([...byPlace.values]).toEqual([0, 1].map(place => expressionAtPlace(line, place, 0.5)));
  });
});

test('the i-th of half the genes stands at every second rank, never below 0', () => {
  expect(expressionAtPlace(line, 0, 0.5)).toBeCloseTo(2 - Math.log10(1.5), 12);
  expect(expressionAtPlace(line, 3, 0.5)).toBeCloseTo(2 - Math.log10(7.5), 12);
  expect(expressionAtPlace(line, 1e6, 0.5)).toBe(0);
});
