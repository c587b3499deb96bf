// Predicts the type of test cells: of all types of the training cells, the one that the model finds likeliest as the answer.
import {z} from 'zod';
import {CELL_SPLITS} from '../../shared/cells/draw-cell-split.ts';
import {ENGINE_ASSETS, engineParam} from '../../shared/engines/engine-params.ts';
import {predictedTypes} from '../../shared/formats/cells/predicted-types.ts';
import {promptTable} from '../../shared/formats/cells/prompt-table.ts';
import {stageSummary} from '../../shared/formats/stage-summary.ts';
import {chooseResponses} from '../../shared/models/cells/choose-response.ts';
import {listAnswers} from '../../shared/models/cells/list-answers.ts';
import {openCellModel} from '../../shared/models/cells/open-cell-model.ts';
import {cellModel} from '../../shared/models/kinds/cell-model.ts';
import {stage} from '../../shared/pipeline/stage.ts';

export default stage(import.meta.url, {
  summary:
    'Predict the type of each test cell: the likeliest answer among the types of training cells.',
  assets: ENGINE_ASSETS,
  inputs: {model: cellModel, prompts: promptTable},
  outputs: {predictions: predictedTypes, summary: stageSummary},
  params: z.strictObject({
    method: z.string().min(1).default('model').describe('name of the model in the results'),
    split: z.enum(CELL_SPLITS).default('test').describe('cells whose types are predicted'),
    unseenWording: z
      .boolean()
      .default(false)
      .describe('use wordings that training never saw; only for text, and only test cells'),
    engine: engineParam,
  }),
  async run({inputs, outputs, params, log, progress}) {
    const rows = (await inputs.prompts.read()).filter(({task}) => task === 'predict-type');
    const {model, tokens, description} = await openCellModel(
      await inputs.model.read(),
      params.engine,
    );
    log.info(description);
    const questions = rows.filter(
      row => row.split === params.split && row.unseenWording === params.unseenWording,
    );
    const {types, candidates} = listAnswers(rows, tokens);
    if (questions.length === 0 || types.length === 0) {
      throw new Error(
        `${inputs.prompts.path}: found ${questions.length} prompts for the type of ${params.split} cells and ${types.length} types of training cells; expected some of both. Are cells labelled, and is predict-type among format-prompts.tasks?`,
      );
    }
    const prompts = questions.map(row => tokens.prompt(row)!);
    const onProgress = (done: number) => progress({done, total: questions.length, unit: 'cells'});
    const chosen = await chooseResponses(model, prompts, candidates, onProgress);
    model.dispose();
    const predicted = questions.map(({cellIds: [cellId]}, i) => ({
      ...{method: params.method, cellId},
      type: types[chosen[i]],
    }));
    await outputs.predictions.write(predicted);
    const right = predicted.filter(({type}, i) => type === questions[i].type).length;
    log.info(
      `${right} of ${predicted.length} types are right (${((100 * right) / predicted.length).toFixed(1)} %)`,
    );
    const counts = {cells: predicted.length, types: types.length, right};
    await outputs.summary.write({counts});
  },
});
