import {stat} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import trainEase from '../../stages/train-ease.ts';
import {
  expectToFindGroups,
  expectToStandInForGpt,
  rankWith,
  trainBaseline,
} from '../models/baselines/baseline-stage.ts';
import {VOCAB_SIZE} from './toy-corpus.ts';

describe('train-ease', () => {
  test('writes a model that finds the group a prompt belongs to', async () => {
    const run = await trainBaseline(trainEase, {lambda: 20});
    await expectToFindGroups(run);
    const summary = await run.read('summary');
    expect(summary).toEqual({
      stage: 'train-ease',
      counts: {trainingSets: 100, genes: VOCAB_SIZE - 1, lambda: 20},
      notes: [],
    });
  });

  test('keeps the lambda that completes the validation sets best, and says what each up to the first worse one was worth', async () => {
    const lambda = [1, 30, 1000, 1e6];
    const run = await trainBaseline(trainEase, {lambda, criterion: 'recallAt50', seed: 4});
    const {notes, counts} = await run.read('summary');
    const scores: number[] = notes.map(({count}: {count: number}) => count);
    expect(notes.map(({message}: {message: string}) => message)).toEqual(
      lambda
        .slice(0, scores.length)
        .map(l => `mean recall@50 of 20 validation sets with lambda ${l}`),
    );
    const tried = scores.length;
    expect(tried).toBe(lambda.indexOf(counts.lambda) + 2);
    expect(counts.lambda).toBe(lambda[scores.indexOf(Math.max(...scores))]);
    const alone = await trainBaseline(trainEase, {lambda: counts.lambda});
    const model = await run.read('model');
    expect(await model.weights.values()).toEqual(
      await (await alone.read('model')).weights.values(),
    );
    expect(model.lambda).toBe(counts.lambda);
  });

  test('warns when the best lambda is at an end of the list', async () => {
    const run = await trainBaseline(trainEase, {lambda: [1e7, 20, 1e6]});
    expect((await run.read('summary')).counts.lambda).toBe(1e7);
    expect(run.warnings).toEqual([
      'lambda 10000000 is at an end of its list: values beyond may be better',
    ]);
  });

  test('gives weights to the most frequent genes only, where asked, and says so', async () => {
    const run = await trainBaseline(trainEase, {lambda: 20, maxGenes: 25});
    const {notes, counts} = await run.read('summary');
    expect(counts.genes).toBe(25);
    expect(notes).toEqual([
      {message: 'genes without weights, ranked after all others by popularity', count: 35},
    ]);
    const model = await run.read('model');
    const [scores] = await rankWith(run, [model.genes.slice(0, 2)]);
    const isWeighted = (token: number) => model.genes.includes(token);
    const weighted = scores.filter((s, token) => token > 0 && isWeighted(token) && s > -Infinity);
    const others = scores.filter((_, token) => token > 0 && !isWeighted(token));
    expect(Math.min(...weighted)).toBeGreaterThan(Math.max(...others));
    // Weights, tokens and popularity as 32-bit floats, and a header: nothing else.
    const {size} = await stat(join(run.pathOf('model'), 'model.safetensors'));
    expect(size - 4 * (25 * 25 + 25 + VOCAB_SIZE)).toBeLessThan(400);
  });

  test('has the ports of train-gpt, so that one can stand in for the other', async () => {
    await expectToStandInForGpt(trainEase, await trainBaseline(trainEase, {lambda: 1}));
  });
});
