// Lets a model that writes text say what a cell is: responses to the prompts that ask for a description. Where the GPT-2
// that training started from is given, its answers stand beside the model's.
import {z} from 'zod';
import {CELL_SPLITS} from '../../shared/cells/draw-cell-split.ts';
import {drawSome} from '../../shared/cells/gather-cells.ts';
import {ENGINE_ASSETS, engineParam} from '../../shared/engines/engine-params.ts';
import {
  cellDescriptions,
  type DescriptionRow,
} from '../../shared/formats/cells/cell-descriptions.ts';
import {promptTable, type StoredPromptRow} from '../../shared/formats/cells/prompt-table.ts';
import {stageSummary} from '../../shared/formats/stage-summary.ts';
import {MODEL_FILES, readGpt2} from '../../shared/models/cells/read-gpt2.ts';
import {rowsThatFit, writeDescriptions} from '../../shared/models/cells/write-descriptions.ts';
import {type CellModel, cellModel} from '../../shared/models/kinds/cell-model.ts';
import {optionalSourceFiles, stage} from '../../shared/pipeline/stage.ts';
import type {StageContext} from '../../shared/pipeline/stage-contract.ts';

const inputs = {
  model: cellModel,
  prompts: promptTable,
  gpt2: optionalSourceFiles(
    'folder of the GPT-2 that training started from, to be described by as well',
    MODEL_FILES,
  ),
};
const outputs = {descriptions: cellDescriptions, summary: stageSummary};
const params = z.strictObject({
  method: z.string().min(1).default('model').describe('name of the model in the results'),
  methodBefore: z
    .string()
    .min(1)
    .default('GPT-2 before training')
    .describe('name of the GPT-2 in the results'),
  split: z.enum(CELL_SPLITS).default('test').describe('cells that are described'),
  cells: z
    .int()
    .positive()
    .default(20)
    .describe('cells described at most, drawn at random from the split'),
  unseenWording: z
    .boolean()
    .default(false)
    .describe('use wordings that training never saw; only test cells'),
  temperature: z
    .number()
    .nonnegative()
    .default(0)
    .describe('divides the logits; 0 takes the likeliest'),
  topK: z.int().nonnegative().default(0).describe('sample among the k likeliest tokens, 0 for all'),
  topP: z
    .number()
    .gt(0)
    .max(1)
    .default(0.9)
    .describe('of those, among the fewest whose probabilities sum to this'),
  maxNewTokens: z.int().positive().default(100).describe('tokens of a description at most'),
  seed: z.int().nonnegative().default(1).describe('seed of the drawing of cells and of sampling'),
  engine: engineParam,
});
type Context = StageContext<typeof inputs, typeof outputs, z.output<typeof params>>;

export default stage(import.meta.url, {
  summary: 'Describe cells in text.',
  assets: ENGINE_ASSETS,
  inputs,
  outputs,
  params,
  async run(context) {
    const {outputs, params, log, progress} = context;
    const models = await readModels(context);
    const {questions, tooLong} = await drawQuestions(context, [...models.values()]);
    const total = models.size * questions.length;
    const rows: DescriptionRow[] = [];
    for (const [method, stored] of models) {
      const before = rows.length;
      const described = await writeDescriptions(stored, questions, params, {
        report: line => log.info(`${method}: ${line}`),
        onProgress: done => progress({done: before + done, total, unit: 'texts', note: method}),
      });
      described.forEach((description, i) => {
        const {cellIds, type, response} = questions[i];
        rows.push({method, cellId: cellIds[0], type, rightText: response, ...description});
      });
    }
    await outputs.descriptions.write(rows);
    await outputs.summary.write({
      counts: {cells: questions.length, models: models.size},
      notes: tooLong > 0 ? [{message: TOO_LONG, count: tooLong}] : [],
    });
  },
});

const TOO_LONG = 'cells whose prompt and text exceed the positions of a model, not described';

/** Models by their names in the results. */
async function readModels({inputs, params}: Context): Promise<Map<string, CellModel>> {
  const model = await inputs.model.read();
  if (model.vocabulary.kind !== 'text') {
    throw new Error(
      `${inputs.model.path}: the model has one token a gene and no words for a text; expected one that started from GPT-2 (fine-tune.start=gpt2)`,
    );
  }
  const models = new Map([[params.method, model]]);
  const {paths} = inputs.gpt2;
  if (paths.length === 0) return models;
  if (params.methodBefore === params.method) {
    throw new Error(
      `describe-cells.methodBefore is ${params.method}, as method is; expected another name`,
    );
  }
  return models.set(params.methodBefore, await readGpt2(paths, 'describe-cells.gpt2'));
}

/** Prompts for cells of the split that every model can read, and how many are too long. */
async function drawQuestions({inputs, params, log}: Context, models: readonly CellModel[]) {
  const all: StoredPromptRow[] = (await inputs.prompts.read()).filter(
    ({task, split, unseenWording}) =>
      task === 'describe' && split === params.split && unseenWording === params.unseenWording,
  );
  let fitting = all;
  for (const model of models) fitting = await rowsThatFit(fitting, model);
  const tooLong = all.length - fitting.length;
  if (fitting.length === 0) {
    throw new Error(
      `${inputs.prompts.path}: found ${all.length} prompts that ask for a description of ${params.split} cells, ${tooLong} of them too long; expected some. Lower format-prompts.topGenes, or put describe among format-prompts.tasks.`,
    );
  }
  if (tooLong > 0) log.warn(`${tooLong} ${TOO_LONG}: lower format-prompts.topGenes`);
  const drawn = drawSome([...fitting.keys()], params.cells, params.seed, 29);
  return {questions: drawn.map(i => fitting[i]), tooLong};
}
