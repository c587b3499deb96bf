import {describe, test} from '@jest/globals';
import trainItemItem from '../../stages/train-item-item.ts';
import {
  expectToFindGroups,
  expectToStandInForGpt,
  trainBaseline,
} from '../models/baselines/baseline-stage.ts';

describe('train-item-item', () => {
  test('writes a model that finds the group a prompt belongs to', async () => {
    await expectToFindGroups(await trainBaseline(trainItemItem));
  });

  test('has the ports of train-gpt, so that one can stand in for the other', async () => {
    await expectToStandInForGpt(trainItemItem, await trainBaseline(trainItemItem));
  });
});
