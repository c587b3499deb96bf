import {describe, expect, test} from '@jest/globals';
import {open} from '../../run/geneglot.mjs';
import bundleModel from '../../stages/bundle-model.ts';
import completeGeneSets from '../../stages/complete-gene-sets.ts';
import {toyStack} from '../models/model-file/toy-stack.ts';
import {runStage} from './run-stage.ts';
import {tableOf, toyShard, toyVocabulary} from './toy-corpus.ts';

async function run(params = {}) {
  const {model, genes, training} = await toyStack();
  const testSets = tableOf(toyShard(12, 9));
  const completed = await runStage(completeGeneSets, {
    inputs: {model, vocabulary: toyVocabulary, testSets},
    params: {method: 'stack', protocols: ['shuffled-50'], seeds: [1, 2]},
  });
  return runStage(bundleModel, {
    inputs: {
      model,
      vocabulary: toyVocabulary,
      genes,
      training,
      completions: await completed.read('completions'),
    },
    params: {levels: 127, title: 'toy', ...params},
  });
}

describe('bundle-model', () => {
  test('writes a file that opens, and scores it beside the stack', async () => {
    const written = await run();
    const scores = await written.read('scores');
    expect(scores).toMatchObject({protocol: 'shuffled-50', seed: 1, sets: 12});
    expect(scores.file.recallAt50).toBeCloseTo(scores.stack.recallAt50, 2);
    const counted: number[] = scores.nearness.map(({sets}: {sets: number}) => sets);
    expect(counted.reduce((sum, sets) => sum + sets)).toBe(12);
    const model = await open(written.pathOf('modelFile'));
    const {bytes, ...stated} = scores;
    expect(model.about).toMatchObject({title: 'toy', scores: stated});
    expect(bytes).toBeGreaterThan(1000);
    expect(model.complete(['GENE1', 'Alias-2'], {top: 3}).suggested).toHaveLength(3);
  });

  test('compares on a drawn part of the test sets, and looks at all of them by likeness', async () => {
    const [few, again] = [await run({comparedSets: 5}), await run({comparedSets: 5})];
    const scores = await few.read('scores');
    expect(scores.sets).toBe(5);
    const counted: number[] = scores.nearness.map(({sets}: {sets: number}) => sets);
    expect(counted.reduce((sum, sets) => sum + sets)).toBe(12);
    expect(await again.read('scores')).toEqual(scores);
  });

  test('refuses completions without the protocol', async () => {
    await expect(run({protocol: 'tcc'})).rejects.toThrow('found no completion under tcc');
  });
});
