import {describe, expect, test} from '@jest/globals';
import {
  readSentence,
  reconstructExpression,
  sentenceShares,
} from '../../../shared/cells/sentences/read-sentence.ts';
import {denseRow} from '../../../shared/stats/sparse-rows.ts';

const columns = new Map([
  ['CD3E', 0],
  ['MS4A1', 1],
  ['NKG7', 2],
  ['C1orf112', 3],
]);

describe('readSentence', () => {
  test('keeps the place of words that are no gene, and puts repeats at their mean place', () => {
    const read = readSentence(['NKG7', 'blah', 'CD3E', 'MS4A1', 'CD3E', 'CD3E'], columns);
    expect(Array.from(read.genes)).toEqual([2, 0, 1]);
    expect(Array.from(read.positions)).toEqual([0, (2 + 4 + 5) / 3, 3]);
    expect(read).toMatchObject({words: 6, geneWords: 5});
  });

  test('folds no case', () => {
    expect(readSentence(['C1ORF112', 'C1orf112'], columns)).toMatchObject({geneWords: 1});
  });
});

test('sentenceShares are means over sentences; an empty one has no valid gene', () => {
  const sentences = [['NKG7', 'x'], ['CD3E', 'CD3E', 'MS4A1', 'NKG7'], []].map(words =>
    readSentence(words, columns),
  );
  expect(sentenceShares(sentences)).toEqual({
    validGeneShare: (0.5 + 1 + 0) / 3,
    uniqueGeneShare: (1 + 3 / 4) / 2,
  });
});

describe('reconstructExpression', () => {
  test('puts mean positions on the line, absent genes at 0, and clips what falls below', () => {
    const far = Array.from({length: 120}, () => 'x').concat('C1orf112');
    const sentences = [['MS4A1', 'x', 'CD3E', 'CD3E'], far, []].map(words =>
      readSentence(words, columns),
    );
    const line = {slope: -1, intercept: 2};
    const {expression, clipped} = reconstructExpression(sentences, line, 4);
    expect(Array.from(denseRow(expression, 0))).toEqual([2 - Math.log10(3.5), 2, 0, 0]);
    expect(Array.from(denseRow(expression, 1))).toEqual([0, 0, 0, 0]);
    expect(Array.from(denseRow(expression, 2))).toEqual([0, 0, 0, 0]);
    expect(clipped).toBe(1);
    expect(expression).toMatchObject({rowCount: 3, columnCount: 4});
  });
});
