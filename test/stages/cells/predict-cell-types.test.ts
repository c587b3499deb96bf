import {beforeAll, describe, expect, test} from '@jest/globals';
import predictCellTypes from '../../../stages/cells/predict-cell-types.ts';
import {writeTinyGpt2} from '../../models/cells/tiny-gpt2.ts';
import {runStage, type StageRun} from '../run-stage.ts';
import {fineTuneToys, TOY_ROWS} from '../toy-cell-model.ts';

const tinyGpt2 = await writeTinyGpt2();

const asked = TOY_ROWS.filter(
  row => row.task === 'predict-type' && row.split === 'test' && !row.unseenWording,
);

describe('predict-cell-types', () => {
  let tuned: StageRun;
  beforeAll(async () => {
    tuned = await fineTuneToys();
  });

  test('tells each test cell one type of the training cells, rightly where it can be learned', async () => {
    const inputs = {model: await tuned.read('model'), prompts: TOY_ROWS};
    const run = await runStage(predictCellTypes, {inputs, params: {method: 'toy'}});
    const told: {method: string; cellId: string; type: string}[] = await run.read('predictions');
    expect(told.map(({cellId}) => cellId)).toEqual(asked.map(({cellIds: [cellId]}) => cellId));
    expect(told.map(({type}) => type)).toEqual(asked.map(({type}) => type));
    expect(new Set(told.map(({method}) => method))).toEqual(new Set(['toy']));
    const {counts} = await run.read('summary');
    expect(counts).toEqual({cells: asked.length, types: 2, right: asked.length});
  });

  test('refuses cells without types', async () => {
    const prompts = TOY_ROWS.filter(({task}) => task !== 'predict-type');
    const inputs = {model: await tuned.read('model'), prompts};
    await expect(runStage(predictCellTypes, {inputs})).rejects.toThrow('Are cells labelled');
  });
});

test('a GPT-2 chooses among types too, in seen and unseen wordings', async () => {
  const params = {start: 'gpt2', maxSteps: 1};
  const tuned = await fineTuneToys({inputs: {gpt2: tinyGpt2}, params});
  const inputs = {model: await tuned.read('model'), prompts: TOY_ROWS};
  for (const unseenWording of [false, true]) {
    const run = await runStage(predictCellTypes, {inputs, params: {unseenWording}});
    const told: {type: string}[] = await run.read('predictions');
    expect(told.length).toBe(asked.length);
    for (const {type} of told) expect(['B cell', 'T cell']).toContain(type);
  }
});
