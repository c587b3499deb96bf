// Lets a model that writes text say what a cell is: sampled responses to the prompts that ask for a description.
import {z} from 'zod';
import {CELL_SPLITS} from '../../shared/cells/draw-cell-split.ts';
import {ENGINE_ASSETS, engineParam} from '../../shared/engines/engine-params.ts';
import {cellDescriptions} from '../../shared/formats/cells/cell-descriptions.ts';
import {promptTable} from '../../shared/formats/cells/prompt-table.ts';
import {stageSummary} from '../../shared/formats/stage-summary.ts';
import {openCellModel} from '../../shared/models/cells/open-cell-model.ts';
import {writeResponses} from '../../shared/models/cells/write-responses.ts';
import {cellModel} from '../../shared/models/kinds/cell-model.ts';
import {stage} from '../../shared/pipeline/stage.ts';

export default stage(import.meta.url, {
  summary: 'Describe cells in text.',
  assets: ENGINE_ASSETS,
  inputs: {model: cellModel, prompts: promptTable},
  outputs: {descriptions: cellDescriptions, summary: stageSummary},
  params: z.strictObject({
    method: z.string().min(1).default('model').describe('name of the model in the results'),
    split: z.enum(CELL_SPLITS).default('test').describe('cells that are described'),
    cells: z
      .int()
      .positive()
      .default(20)
      .describe('cells described at most, the first of the split'),
    unseenWording: z
      .boolean()
      .default(false)
      .describe('use wordings that training never saw; only test cells'),
    temperature: z
      .number()
      .nonnegative()
      .default(0)
      .describe('divides the logits; 0 takes the likeliest'),
    topK: z
      .int()
      .nonnegative()
      .default(0)
      .describe('sample among the k likeliest tokens, 0 for all'),
    topP: z
      .number()
      .gt(0)
      .max(1)
      .default(0.9)
      .describe('of those, among the fewest whose probabilities sum to this'),
    maxNewTokens: z.int().positive().default(100).describe('tokens of a description at most'),
    seed: z.int().nonnegative().default(1).describe('seed of the sampling'),
    engine: engineParam,
  }),
  async run({inputs, outputs, params, log, progress}) {
    const opened = await openCellModel(await inputs.model.read(), params.engine);
    const {model, tokens, description} = opened;
    log.info(description);
    if (tokens.kind !== 'text') {
      throw new Error(
        `${inputs.model.path}: the model has one token a gene and no words for a text; expected one that started from GPT-2 (fine-tune.start=gpt2)`,
      );
    }
    const rows = (await inputs.prompts.read()).filter(({task}) => task === 'describe');
    const questions = rows
      .filter(row => row.split === params.split && row.unseenWording === params.unseenWording)
      .slice(0, params.cells);
    const prompts = questions.map(row => tokens.prompt(row)!);
    const onProgress = (done: number) => progress({done, total: questions.length, unit: 'cells'});
    const written = await writeResponses(opened, prompts, params, onProgress);
    model.dispose();
    const described = questions.map(({cellIds: [cellId], type}, i) => ({
      ...{method: params.method, cellId, type},
      text: tokens.text(written[i]).trim(),
    }));
    await outputs.descriptions.write(described);
    await outputs.summary.write({counts: {cells: described.length}});
  },
});
