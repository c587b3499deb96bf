// write-cell-sentences and its artifact: the same sentences as the pure code, in the matrix's symbols.
import {expect, test} from '@jest/globals';
import type {CellSentences} from '../../../shared/cells/cell-matrix.ts';
import writeCellSentences from '../../../stages/cells/write-cell-sentences.ts';
import {batchOf, gather, stream} from '../../cells/matrices.ts';
import {runStage} from '../run-stage.ts';

const symbols = ['TP53', 'Cd3e', 'LYZ', 'C1orf43'];
const rows = [
  [3, 0, 5, 1],
  [0, 0, 0, 0],
  [0, 7, 0, 9],
];
const matrix = {symbols, valueKind: 'counts', batches: () => stream([batchOf(rows)])};

async function wordsOf(params: Record<string, unknown>) {
  const run = await runStage(writeCellSentences, {inputs: {matrix}, params});
  const sentences: CellSentences = await run.read('sentences');
  const words = (await gather(sentences.batches())).flatMap(({offsets, genes}) =>
    Array.from({length: offsets.length - 1}, (_, row) =>
      Array.from(genes.subarray(offsets[row], offsets[row + 1]), gene => sentences.symbols[gene]),
    ),
  );
  return {words, run};
}

test('writes genes by descending expression, in the case they have, without zeros', async () => {
  const {words, run} = await wordsOf({});
  expect(words).toEqual([['LYZ', 'TP53', 'C1orf43'], [], ['C1orf43', 'Cd3e']]);
  expect((await run.read('summary')).counts).toEqual({cells: 3, words: 5, shortest: 0, longest: 3});
});

test('keeps the highest genes with topGenes', async () => {
  expect((await wordsOf({topGenes: 1})).words).toEqual([['LYZ'], [], ['C1orf43']]);
});
