import {describe, expect, test} from '@jest/globals';
import trainCoOccurrence from '../../stages/train-co-occurrence.ts';
import {
  expectToFindGroups,
  expectToStandInForGpt,
  trainBaseline,
} from '../models/baselines/baseline-stage.ts';

describe('train-co-occurrence', () => {
  test('writes a model that finds the group a prompt belongs to', async () => {
    const run = await trainBaseline(trainCoOccurrence, {smoothing: 2});
    expect(await run.read('model')).toMatchObject({options: {smoothing: 2}});
    await expectToFindGroups(run);
  });

  test('has the ports of train-gpt, so that one can stand in for the other', async () => {
    await expectToStandInForGpt(trainCoOccurrence, await trainBaseline(trainCoOccurrence));
  });
});
