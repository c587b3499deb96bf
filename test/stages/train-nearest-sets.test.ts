import {describe, expect, test} from '@jest/globals';
import {loadEngine} from '../../shared/engines/load.ts';
import {maskSets} from '../../shared/genes/tokens/mask-shard.ts';
import {createNearestSets} from '../../shared/models/baselines/nearest-sets.ts';
import {createRandom} from '../../shared/stats/random.ts';
import {topIndices} from '../../shared/stats/score-order.ts';
import trainNearestSets from '../../stages/train-nearest-sets.ts';
import {
  expectToFindGroups,
  expectToStandInForGpt,
  trainBaseline,
} from '../models/baselines/baseline-stage.ts';
import {runStage} from './run-stage.ts';
import {toyShard, toyVocabulary, VOCAB_SIZE} from './toy-corpus.ts';

describe('train-nearest-sets', () => {
  test('keeps the training sets as the model, with an empty loss curve', async () => {
    const training = toyShard(20, 1);
    const run = await runStage(trainNearestSets, {
      inputs: {vocabulary: toyVocabulary, training, validation: toyShard(5, 2)},
      params: {power: 4, idf: true},
    });
    const model = await run.read('model');
    expect(model).toMatchObject({
      kind: 'nearest-sets',
      options: {power: 4, idf: true},
      vocabSize: VOCAB_SIZE,
    });
    expect(Array.from(model.training.tokens)).toEqual(Array.from(training.tokens));
    expect(await run.read('lossCurve')).toEqual([]);
  });

  test('counts the sets that are ranked for each choice', async () => {
    const seen: {done: number; total: number; note?: string}[] = [];
    await runStage(trainNearestSets, {
      inputs: {vocabulary: toyVocabulary, training: toyShard(20, 1), validation: toyShard(5, 2)},
      params: {power: [1, 2], idf: true},
      onProgress: ({done, total, note}) => seen.push({done, total, note: note ?? ''}),
    });
    expect(seen).toEqual([
      {done: 5, total: 10, note: 'power 1, idf on'},
      {done: 10, total: 10, note: 'power 2, idf on'},
    ]);
  });

  test('chooses among several powers and weights what completes the validation sets best', async () => {
    const power = [1, 2, 4];
    const idf = [false, true];
    const grid = await trainBaseline(trainNearestSets, {power, idf, tuningSets: 15, seed: 2});
    const {counts, notes} = await grid.read('summary');
    expect(notes).toHaveLength(6);
    const {engine} = await loadEngine('auto');
    const sets = maskSets(toyShard(20, 2), 0.8, 2);
    const drawn = createRandom(2).shuffle(sets).slice(0, 15);
    const choices = idf.flatMap(idf => power.map(power => ({power, idf})));
    const expected: {power: number; idf: boolean; score: number}[] = [];
    for (const choice of choices) {
      const ranker = await createNearestSets(toyShard(100, 1), VOCAB_SIZE, choice, engine);
      const rows = await ranker.rank(drawn.map(({promptGenes}) => promptGenes));
      const scores = drawn.map(({heldOutGenes}, i) => {
        const order = [...topIndices(rows[i], VOCAB_SIZE)];
        const ranks = [...heldOutGenes].map(gene => 1 + order.indexOf(gene)).sort((a, b) => a - b);
        return ranks.reduce((sum, rank, i) => sum + (i + 1) / rank, 0) / ranks.length;
      });
      expected.push({...choice, score: scores.reduce((sum, s) => sum + s, 0) / scores.length});
    }
    for (const [i, {power, idf, score}] of expected.entries()) {
      expect(notes[i].message).toBe(
        `mean average precision of 15 validation sets with power ${power}, idf ${idf ? 'on' : 'off'}`,
      );
      expect(notes[i].count).toBeCloseTo(score, 12);
    }
    const best = expected.reduce((a, b) => (b.score > a.score ? b : a));
    expect(counts).toMatchObject({power: best.power, idf: Number(best.idf)});
    expect((await grid.read('model')).options).toEqual({power: best.power, idf: best.idf});
    expect(grid.infos.at(-1)).toBe(`chosen: power ${best.power}, idf ${best.idf ? 'on' : 'off'}`);
    await expectToFindGroups(grid);
  });

  test('has the ports of train-gpt, so that one can stand in for the other', async () => {
    await expectToStandInForGpt(trainNearestSets, await trainBaseline(trainNearestSets));
  });
});
