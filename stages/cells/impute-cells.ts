// Hides a share of each test cell's genes and lets a model of gene sets complete them: one trained on cells, or on gene
// sets, which asks whether knowledge of gene sets can impute single cells.
import {z} from 'zod';
import {gatherCells} from '../../shared/cells/gather-cells.ts';
import {drawQuestions} from '../../shared/cells/scores/gather-imputations.ts';
import {ENGINE_ASSETS, engineParam} from '../../shared/engines/engine-params.ts';
import {cellMatrix} from '../../shared/formats/cells/cell-matrix.ts';
import {cellSplit} from '../../shared/formats/cells/cell-split.ts';
import {cellTable} from '../../shared/formats/cells/cell-table.ts';
import {imputedGenes} from '../../shared/formats/cells/imputed-genes.ts';
import {rankModel} from '../../shared/formats/cells/rank-model.ts';
import {stageSummary} from '../../shared/formats/stage-summary.ts';
import {vocabulary} from '../../shared/formats/vocabulary.ts';
import {geneTokens} from '../../shared/genes/tokens/vocabulary.ts';
import type {Completer} from '../../shared/models/completers/completer.ts';
import {
  type GeneValuer,
  imputeWithCompleter,
  matchGenes,
  requireModelOf,
} from '../../shared/models/completers/impute-with-completer.ts';
import {openCompleter} from '../../shared/models/completers/open-completer.ts';
import {valueByNeighbours} from '../../shared/models/completers/value-genes.ts';
import {completionModel} from '../../shared/models/kinds/completion-model.ts';
import {stage} from '../../shared/pipeline/stage.ts';
import {columnMeans, type SparseRows} from '../../shared/stats/sparse-rows.ts';

const whole = z.int().positive();

export default stage(import.meta.url, {
  summary: 'Hide a share of the genes of test cells and let a model of gene sets complete them.',
  assets: ENGINE_ASSETS,
  inputs: {
    matrix: cellMatrix,
    cells: cellTable,
    split: cellSplit,
    rankModel,
    model: completionModel,
    vocabulary,
  },
  outputs: {imputations: imputedGenes, summary: stageSummary},
  params: z.strictObject({
    method: z.string().min(1).describe('name of the model in results'),
    hideShare: z
      .number()
      .gt(0)
      .lt(1)
      .default(0.2)
      .describe(
        'share of a cell’s genes that is hidden; all methods that are compared need the same',
      ),
    imputedCells: whole
      .default(500)
      .describe(
        'test cells asked about at most, drawn at random; all methods that are compared need the same',
      ),
    promptGenes: whole
      .nullable()
      .default(null)
      .describe(
        'genes shown to the model of each cell, the highest of those not hidden; null for all, which a GPT cannot read beyond its block',
      ),
    namedGenes: whole.default(500).describe('genes that the model names for each cell, at most'),
    values: z
      .enum(['nearest-cells', 'gene-mean', 'rank'])
      .default('nearest-cells')
      .describe(
        'the expression of a named gene: its mean over the training cells nearest by the model’s own embedding (over all of them for a model without one); over all training cells; or that of its place by the rank model',
      ),
    neighbours: whole.default(100).describe('nearest training cells that values come from'),
    maxTrainingCells: whole
      .default(20_000)
      .describe('training cells that values come from at most, drawn at random'),
    seed: z
      .int()
      .nonnegative()
      .default(1)
      .describe('seed of the draw of cells and hidden genes; the same for all methods compared'),
    engine: engineParam,
  }),
  async run({inputs, outputs, params, log, progress}) {
    const line = await inputs.rankModel.read();
    const tables = {cells: await inputs.cells.read(), split: await inputs.split.read()};
    const cells = await gatherCells(await inputs.matrix.read(), tables, {
      maxTrainingCells: params.values === 'rank' ? 0 : params.maxTrainingCells,
      targetSum: line.targetSum ?? undefined,
      seed: params.seed,
    });
    const drawn = drawQuestions(cells.splits.test, params);
    const tokens = geneTokens(await inputs.vocabulary.read());
    const completer = await openCompleter(await inputs.model.read(), params);
    log.info(completer.description);
    const genes = matchGenes(cells.symbols, tokens, completer.vocabSize);
    requireModelOf(tokens.size + 1, completer.vocabSize);
    const known = requireSharedGenes(genes.tokenOf);
    const {expression} = cells.splits.training;
    const valuer = await openValuer(completer, expression, genes.tokenOf, params);
    const total = drawn.questions.length;
    const completed = await imputeWithCompleter(completer, drawn.questions, genes, {
      ...params,
      line,
      valuer,
      onProgress: done => progress({done, total, unit: 'cells'}),
    });
    completer.dispose();
    const nameOf = (column: number) => cells.symbols[column];
    await outputs.imputations.write(
      drawn.questions.map(({hidden}, i) => ({
        method: params.method,
        cellId: drawn.cells.ids[i],
        hiddenGenes: Array.from(hidden, nameOf),
        generatedGenes: Array.from(completed[i].columns, nameOf),
        generatedValues: Array.from(completed[i].values),
      })),
    );
    const sumOf = (count: (i: number) => number) =>
      drawn.questions.reduce((sum, _, i) => sum + count(i), 0);
    const outside = sumOf(
      i => drawn.questions[i].hidden.filter(column => genes.tokenOf[column] < 0).length,
    );
    const counts = {
      cells: total,
      genes: cells.symbols.length,
      knownGenes: known,
      hiddenGenes: sumOf(i => drawn.questions[i].hidden.length),
      generatedGenes: sumOf(i => completed[i].columns.length),
    };
    const message = 'hidden genes that the model does not know';
    const notes = outside > 0 ? [{message, count: outside}] : [];
    log.info(`${total} cells completed; the model knows ${known} of ${counts.genes} genes`);
    for (const note of notes) log.info(`${note.count} of ${counts.hiddenGenes} ${note.message}`);
    await outputs.summary.write({counts, notes});
  },
});

async function openValuer(
  {embed}: Completer,
  training: SparseRows,
  tokenOf: Int32Array,
  {values, neighbours}: {values: 'nearest-cells' | 'gene-mean' | 'rank'; neighbours: number},
): Promise<GeneValuer | null> {
  if (values === 'rank') return null;
  if (training.rowCount === 0) {
    throw new Error(
      'No training cell has a label; expected some to take the values of genes from. Label cells, or set values to rank.',
    );
  }
  if (values === 'nearest-cells' && embed)
    return valueByNeighbours(embed, training, tokenOf, neighbours);
  const means = columnMeans(training);
  return async questions => questions.map(() => means);
}

/** Number of genes that both know. */
function requireSharedGenes(tokenOf: Int32Array): number {
  const known = tokenOf.filter(token => token >= 0).length;
  if (known > 0) return known;
  throw new Error(
    `The model knows none of the ${tokenOf.length} genes of the cells; expected approved human symbols on both sides. Use a model of human gene sets.`,
  );
}
