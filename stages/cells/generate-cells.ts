// Lets a model write cells of every type: sentences sampled from prompts that ask for the type.
import {z} from 'zod';
import {ENGINE_ASSETS, engineParam} from '../../shared/engines/engine-params.ts';
import {generatedCells} from '../../shared/formats/cells/generated-cells.ts';
import {promptTable, type StoredPromptRow} from '../../shared/formats/cells/prompt-table.ts';
import {stageSummary} from '../../shared/formats/stage-summary.ts';
import {openCellModel} from '../../shared/models/cells/open-cell-model.ts';
import {writeResponses} from '../../shared/models/cells/write-responses.ts';
import {cellModel} from '../../shared/models/kinds/cell-model.ts';
import {stage} from '../../shared/pipeline/stage.ts';
import {groupBy} from '../../shared/stats/group-by.ts';
import {createRandom} from '../../shared/stats/random.ts';

export default stage(import.meta.url, {
  summary: 'Write cells of every type: sentences sampled from a model.',
  assets: ENGINE_ASSETS,
  inputs: {model: cellModel, prompts: promptTable},
  outputs: {generated: generatedCells, summary: stageSummary},
  params: z.strictObject({
    method: z.string().min(1).default('model').describe('name of the model in the results'),
    cellsPerType: z.int().positive().default(50).describe('cells written of each type'),
    temperature: z
      .number()
      .nonnegative()
      .default(1)
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
      .default(0.95)
      .describe('of those, among the fewest whose probabilities sum to this'),
    maxNewTokens: z
      .int()
      .positive()
      .default(1000)
      .describe('tokens of a response at most; a gene is one token, in text about three'),
    seed: z.int().nonnegative().default(1).describe('seed of prompts and sampling'),
    engine: engineParam,
  }),
  async run({inputs, outputs, params, log, progress, metric}) {
    const opened = await openCellModel(await inputs.model.read(), params.engine);
    const {model, tokens, description} = opened;
    log.info(description);
    const drawn = drawPrompts(await inputs.prompts.read(), params.cellsPerType, params.seed);
    if (drawn.length === 0) {
      throw new Error(
        `${inputs.prompts.path}: found no prompt for a cell of a type among training cells; expected some. Are cells labelled, and is generate-of-type among format-prompts.tasks?`,
      );
    }
    const prompts = drawn.map(row => tokens.prompt(row)!);
    const started = performance.now();
    const onProgress = (done: number) => progress({done, total: drawn.length, unit: 'cells'});
    const written = await writeResponses(opened, prompts, params, onProgress);
    model.dispose();
    metric('cellsPerSecond', Math.round((1000 * drawn.length) / (performance.now() - started)));
    const rows = drawn.map(({type}, i) => ({
      ...{method: params.method, type: type!},
      words: tokens.genes(written[i]),
    }));
    await outputs.generated.write(rows);
    const words = rows.reduce((sum, row) => sum + row.words.length, 0);
    log.info(`${rows.length} cells of ${(words / rows.length).toFixed(1)} words each`);
    await outputs.summary.write({
      counts: {cells: rows.length, types: new Set(rows.map(({type}) => type)).size, words},
    });
  },
});

/** `cellsPerType` prompts of each type in ascending order, drawn with replacement from those of training cells. */
function drawPrompts(
  rows: readonly StoredPromptRow[],
  cellsPerType: number,
  seed: number,
): StoredPromptRow[] {
  const training = rows.filter(
    ({task, split}) => task === 'generate-of-type' && split === 'training',
  );
  const groups = groupBy(training, ({type}) => type!);
  return [...groups.keys()].sort().flatMap((type, i) => {
    const random = createRandom(seed, i);
    const own = groups.get(type)!;
    return Array.from({length: cellsPerType}, () => own[random.int(own.length)]);
  });
}
