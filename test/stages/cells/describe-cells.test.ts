import {describe, expect, test} from '@jest/globals';
import describeCells from '../../../stages/cells/describe-cells.ts';
import {writeTinyGpt2} from '../../models/cells/tiny-gpt2.ts';
import {runStage} from '../run-stage.ts';
import {fineTuneToys, TOY_ROWS} from '../toy-cell-model.ts';

const tinyGpt2 = await writeTinyGpt2();

describe('describe-cells', () => {
  test('refuses a model of words with what to do', async () => {
    const tuned = await fineTuneToys({params: {maxSteps: 1}});
    const inputs = {model: await tuned.read('model'), prompts: TOY_ROWS};
    await expect(runStage(describeCells, {inputs})).rejects.toThrow('fine-tune.start=gpt2');
  });

  test('a GPT-2 that saw one description over and over writes it', async () => {
    const text = 'A quiet cell.';
    const prompts = TOY_ROWS.filter(({task}) => task === 'describe').map(row => ({
      ...row,
      response: text,
    }));
    const tuned = await fineTuneToys({
      inputs: {gpt2: tinyGpt2, prompts},
      params: {start: 'gpt2', maxSteps: 60, learningRate: 3e-2, patience: 0, lossPositions: 0},
    });
    const inputs = {model: await tuned.read('model'), prompts};
    const run = await runStage(describeCells, {inputs, params: {cells: 4}});
    const rows: {cellId: string; text: string}[] = await run.read('descriptions');
    expect(rows.map(row => row.text)).toEqual([text, text, text, text]);
    expect(new Set(rows.map(({cellId}) => cellId)).size).toBe(4);
  });
});
