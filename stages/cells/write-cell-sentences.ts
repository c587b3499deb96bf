// Writes each cell as its genes by descending expression: the language that models of cells read.
import {z} from 'zod';
import type {GeneLists} from '../../shared/cells/cell-matrix.ts';
import {rankGenes} from '../../shared/cells/sentences/rank-genes.ts';
import {cellMatrix} from '../../shared/formats/cells/cell-matrix.ts';
import {cellSentences} from '../../shared/formats/cells/cell-sentences.ts';
import {stageSummary} from '../../shared/formats/stage-summary.ts';
import {stage} from '../../shared/pipeline/stage.ts';

export default stage(import.meta.url, {
  summary: 'Write cells as sentences: their genes, highest expression first.',
  inputs: {matrix: cellMatrix},
  outputs: {sentences: cellSentences, summary: stageSummary},
  params: z.strictObject({
    topGenes: z
      .number()
      .int()
      .positive()
      .nullable()
      .default(null)
      .describe('keep this many genes of each cell, the highest; null for all'),
    seed: z
      .number()
      .int()
      .nonnegative()
      .default(1)
      .describe('decides the order of equally expressed genes, cell by cell'),
  }),
  async run({inputs, outputs, params, log, progress}) {
    const matrix = await inputs.matrix.read();
    const counts = {cells: 0, words: 0, shortest: Number.POSITIVE_INFINITY, longest: 0};
    const batches = async function* (): AsyncGenerator<GeneLists> {
      for await (const batch of matrix.batches()) {
        const sentences = rankGenes(batch, params);
        count(counts, sentences);
        progress({done: counts.cells, total: counts.cells, unit: 'cells'});
        yield sentences;
      }
    };
    await outputs.sentences.write({symbols: matrix.symbols, batches});
    if (counts.cells === 0) counts.shortest = 0;
    log.info(
      `${counts.cells} sentences of ${counts.shortest} to ${counts.longest} genes, ${counts.words} words`,
    );
    await outputs.summary.write({counts});
  },
});

function count(
  counts: {cells: number; words: number; shortest: number; longest: number},
  {offsets, genes}: GeneLists,
): void {
  for (let row = 0; row + 1 < offsets.length; row++) {
    const size = offsets[row + 1] - offsets[row];
    counts.shortest = Math.min(counts.shortest, size);
    counts.longest = Math.max(counts.longest, size);
  }
  counts.cells += offsets.length - 1;
  counts.words += genes.length;
}
