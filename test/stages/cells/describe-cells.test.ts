import {describe, expect, test} from '@jest/globals';
import type {DescriptionRow} from '../../../shared/formats/cells/cell-descriptions.ts';
import describeCells from '../../../stages/cells/describe-cells.ts';
import {TINY_TOKENIZER, writeTinyGpt2} from '../../models/cells/tiny-gpt2.ts';
import {runStage} from '../run-stage.ts';
import {fineTuneToys, TOY_ROWS} from '../toy-cell-model.ts';

const tinyGpt2 = await writeTinyGpt2();

describe('describe-cells', () => {
  test('refuses a model of words with what to do', async () => {
    const tuned = await fineTuneToys({params: {maxSteps: 1}});
    const inputs = {model: await tuned.read('model'), prompts: TOY_ROWS, gpt2: []};
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
    const inputs = {model: await tuned.read('model'), prompts, gpt2: tinyGpt2};
    const run = await runStage(describeCells, {inputs, params: {cells: 4, maxNewTokens: 20}});
    const rows: DescriptionRow[] = await run.read('descriptions');
    const [own, before] = ['model', 'GPT-2 before training'].map(method =>
      rows.filter(row => row.method === method),
    );
    expect(own.map(row => row.text)).toEqual([text, text, text, text]);
    expect(own.map(row => row.rightText)).toEqual([text, text, text, text]);
    expect(new Set(own.map(({cellId}) => cellId)).size).toBe(4);
    expect(before.map(({cellId}) => cellId)).toEqual(own.map(({cellId}) => cellId));
    // What it learned by heart is nearly certain; an untrained GPT-2 finds its tokens about equally likely.
    const {tokens} = own[0];
    expect(own.every(({nats}) => nats < 0.1 * tokens)).toBe(true);
    const even = Math.log(Object.keys(JSON.parse(TINY_TOKENIZER.vocab)).length);
    expect(before.every(({nats}) => Math.abs(nats / tokens - even) < 0.2)).toBe(true);
  });

  test('asks for other names than one for two models, and for prompts that fit', async () => {
    const tuned = await fineTuneToys({
      inputs: {gpt2: tinyGpt2},
      params: {start: 'gpt2', maxSteps: 1},
    });
    const inputs = {model: await tuned.read('model'), prompts: TOY_ROWS, gpt2: tinyGpt2};
    const params = {method: 'GPT-2 before training'};
    await expect(runStage(describeCells, {inputs, params})).rejects.toThrow('another name');
    const long = TOY_ROWS.map(row => ({...row, prompt: row.prompt.repeat(9)}));
    const tooLong = runStage(describeCells, {inputs: {...inputs, prompts: long}});
    await expect(tooLong).rejects.toThrow('40 of them too long');
    const some = TOY_ROWS.map((row, i) => (row.cellIds[0].endsWith('8') ? long[i] : row));
    const run = await runStage(describeCells, {
      inputs: {...inputs, prompts: some, gpt2: []},
      params: {maxNewTokens: 1},
    });
    expect(await run.read('descriptions')).toHaveLength(20);
    expect(run.warnings).toEqual([expect.stringContaining('20 cells whose prompt')]);
  });
});
