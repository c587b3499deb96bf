// Makes an annotator of labelled cells: what names the types of other cells, and when to call them unknown.
import {z} from 'zod';
import {fitAnnotator} from '../../shared/cells/annotation/fit-annotator.ts';
import type {TypeChances} from '../../shared/cells/annotation/type-chances.ts';
import {type GatheredCells, gatherCells} from '../../shared/cells/gather-cells.ts';
import {rankGenes} from '../../shared/cells/sentences/rank-genes.ts';
import {ENGINE_ASSETS, engineParam} from '../../shared/engines/engine-params.ts';
import {cellMatrix} from '../../shared/formats/cells/cell-matrix.ts';
import {cellSplit} from '../../shared/formats/cells/cell-split.ts';
import {cellTable} from '../../shared/formats/cells/cell-table.ts';
import {promptTable} from '../../shared/formats/cells/prompt-table.ts';
import {rankModel} from '../../shared/formats/cells/rank-model.ts';
import {stageSummary} from '../../shared/formats/stage-summary.ts';
import {toBatch} from '../../shared/models/cells/annotate-batches.ts';
import {askTypes, promptsOf, questionOf} from '../../shared/models/cells/ask-types.ts';
import {openCellModel} from '../../shared/models/cells/open-cell-model.ts';
import {cellAnnotator, type StoredAnnotator} from '../../shared/models/kinds/cell-annotator.ts';
import {cellModel} from '../../shared/models/kinds/cell-model.ts';
import {inGroup} from '../../shared/models/training/param-groups.ts';
import {optionalMany, stage} from '../../shared/pipeline/stage.ts';
import type {StageContext} from '../../shared/pipeline/stage-contract.ts';

const count = z.int().positive();
const inputs = {
  matrix: cellMatrix,
  cells: cellTable,
  split: cellSplit,
  rankModel,
  model: optionalMany(cellModel),
  prompts: optionalMany(promptTable),
};
const outputs = {annotator: cellAnnotator, summary: stageSummary};
const params = z.strictObject({
  method: z.string().min(1).default('model').describe('name of the model of cells in the results'),
  level: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.9)
    .describe('share of cells whose set of types holds their type'),
  falseAlarms: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.05)
    .describe('share of cells of known types that may be called unknown'),
  ...inGroup('methods', {
    components: count.default(50).describe('principal components of the training cells'),
    maxReferenceCells: count
      .default(5000)
      .describe('training cells, drawn at random, that every new cell is compared with'),
    maxTrainingCells: count
      .default(20_000)
      .describe('training cells at most, drawn at random: all of them are in memory'),
    classifierNeighbours: z
      .array(count)
      .min(1)
      .default([5, 10, 20])
      .describe('nearest cells that vote, the best on validation is taken'),
    penalties: z
      .array(z.number().positive())
      .min(1)
      .default([0.0001, 0.001, 0.01])
      .describe('L2 penalties of logistic regression, the best on validation is taken'),
  }),
  ...inGroup('unknown cells', {
    leftOutTypes: count
      .default(12)
      .describe('types left out of training in turn, to choose the score that finds their cells'),
    leftOutCells: count.default(2000).describe('training cells of each such fit'),
  }),
  seed: z.int().nonnegative().default(1).describe('seed of draws and of the order of equal genes'),
  engine: engineParam,
});
type Params = z.output<typeof params>;
type Context = StageContext<typeof inputs, typeof outputs, Params>;

export default stage(import.meta.url, {
  summary: 'Learn from labelled cells to annotate others: types, chances, sets of types, unknown.',
  assets: ENGINE_ASSETS,
  inputs,
  outputs,
  params,
  async run(context) {
    const {inputs, outputs, params, log, progress} = context;
    const line = await inputs.rankModel.read();
    const tables = {cells: await inputs.cells.read(), split: await inputs.split.read()};
    const targetSum = line.targetSum ?? undefined;
    const cells = await gatherCells(await inputs.matrix.read(), tables, {...params, targetSum});
    const asked = await askModel(context, cells);
    const {types, symbols, splits} = cells;
    const known = {types, symbols, ...splits, ...(targetSum !== undefined && {targetSum})};
    const models = asked && new Map([[params.method, asked.chances]]);
    const annotator = fitAnnotator(known, {...params, onProgress: progress}, models ?? undefined);
    await outputs.annotator.write({annotator, model: asked?.model ?? null});
    const {score, leftOut} = annotator.unknown;
    const found = Object.entries(leftOut).map(
      ([name, auroc]) => `${name} ${auroc === null ? '–' : auroc.toFixed(3)}`,
    );
    const shares = Array.from(
      annotator.shares ?? [],
      ([name, part]) => `${name} ${part.toFixed(2)}`,
    );
    log.info(`weight of each method in the pool: ${shares.join(', ')}`);
    log.info(`unknown cells are found by ${score}; AUROC of types left out: ${found.join(', ')}`);
    const counts = {
      ...{trainingCells: splits.training.ids.length, genes: symbols.length, types: types.length},
      validationCells: splits.validation.ids.length,
    };
    await outputs.summary.write({counts});
  },
});

/** What the model of cells says of validation cells, where there is one that reads words. */
async function askModel(
  {inputs, params, log, progress}: Context,
  {splits, symbols, types}: GatheredCells,
): Promise<{model: StoredAnnotator['model']; chances: TypeChances} | null> {
  const [[model], [prompts]] = [inputs.model, inputs.prompts];
  if (!model || !prompts) return null;
  const stored = await model.read();
  if (stored.vocabulary.kind !== 'words') {
    log.warn(
      'the model of cells reads text, of which no more than 100 genes fit; it has no say in the annotation',
    );
    return null;
  }
  const question = questionOf(await prompts.read());
  const opened = await openCellModel(stored, params.engine);
  log.info(opened.description);
  const {expression} = splits.validation;
  const sentences = rankGenes(toBatch(expression, 0), {
    topGenes: question.genes,
    seed: params.seed,
  });
  const texts = promptsOf(question, sentences, symbols, opened.tokens);
  const chances = await askTypes(opened.model, opened.tokens, texts, types, done =>
    progress({done, total: texts.length, unit: 'cells', note: 'asking the model of cells'}),
  );
  opened.model.dispose();
  return {model: {name: params.method, question, stored}, chances};
}
