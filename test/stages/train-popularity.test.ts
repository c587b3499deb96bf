import {describe, expect, test} from '@jest/globals';
import trainPopularity from '../../stages/train-popularity.ts';
import {
  expectToStandInForGpt,
  rankWith,
  trainBaseline,
} from '../models/baselines/baseline-stage.ts';
import {toyShard} from './toy-corpus.ts';

describe('train-popularity', () => {
  test('ranks by the number of training sets, whatever the prompt', async () => {
    const training = toyShard(100, 1);
    const run = await trainBaseline(trainPopularity, {}, training);
    const prompts = [Int32Array.of(3), Int32Array.of(40, 7)];
    for (const [i, row] of (await rankWith(run, prompts)).entries()) {
      for (let token = 1; token < row.length; token++) {
        const count = training.tokens.filter(t => t === token).length;
        expect(row[token]).toBe(prompts[i].includes(token) ? -Infinity : count / 100);
      }
    }
  });

  test('has the ports of train-gpt, so that one can stand in for the other', async () => {
    await expectToStandInForGpt(trainPopularity, await trainBaseline(trainPopularity));
  });
});
