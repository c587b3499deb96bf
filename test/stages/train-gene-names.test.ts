import {describe, expect, test} from '@jest/globals';
import trainGeneNames from '../../stages/train-gene-names.ts';
import {
  expectToStandInForGpt,
  rankWith,
  trainBaseline,
} from '../models/baselines/baseline-stage.ts';
import {toyVocabulary} from './toy-corpus.ts';

describe('train-gene-names', () => {
  test('has the ports of train-gpt, so that one can stand in for the other', async () => {
    await expectToStandInForGpt(trainGeneNames, await trainBaseline(trainGeneNames));
  });

  test('suggests genes whose symbols begin alike, and says how many have no name', async () => {
    const run = await trainBaseline(trainGeneNames);
    const [scores] = await rankWith(run, [Int32Array.of(1)]);
    const start = toyVocabulary.symbols[1].replace(/\d.*$/, '');
    const alike = toyVocabulary.symbols.findLastIndex(symbol => symbol.startsWith(start));
    expect(alike).toBeGreaterThan(1);
    expect(scores[alike]).toBeGreaterThan(0);
    expect(await run.read('summary')).toMatchObject({
      notes: [{count: toyVocabulary.symbols.length - 1}],
    });
  });
});
