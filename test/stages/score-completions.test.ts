import {beforeAll, describe, expect, test} from '@jest/globals';
import type {ScoreResults, SetScore} from '../../shared/stats/score-results.ts';
import scoreCompletions from '../../stages/score-completions.ts';
import {shardOf} from '../gpt/shard.ts';
import {runStage, type StageRun} from './run-stage.ts';

// Eight genes, all but H protein-coding; popularity A 3 > B 2 = E 2 = F 2 = G 2 > C 1 = D 1 > H 0.
const symbols = ['<end>', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'];
const vocabulary = {
  symbols,
  geneSets: Int32Array.of(4, 3, 2, 1, 1, 2, 2, 2, 0),
  proteinCoding: Uint8Array.of(0, 1, 1, 1, 1, 1, 1, 1, 0),
};
const training = shardOf([
  [1, 2, 3, 4],
  [1, 2, 5],
  [6, 7],
  [1, 6, 7, 5],
]);
const completion = {library: 'toy', topGenes: [] as string[]};
const completions = [
  {
    ...completion,
    setId: 10,
    name: 'like the first training set',
    promptGenes: ['B', 'C'],
    heldOutGenes: ['A', 'D'],
    generatedGenes: ['D', 'B', 'H'],
    heldOutRanks: [3, 1],
  },
  {
    ...completion,
    setId: 11,
    name: 'nothing generated, nothing protein-coding hidden',
    promptGenes: ['G'],
    heldOutGenes: ['H'],
    generatedGenes: [],
    heldOutRanks: [7],
  },
  {
    ...completion,
    setId: 12,
    name: 'nothing hidden',
    promptGenes: ['A', 'B'],
    heldOutGenes: [],
    generatedGenes: ['C'],
    heldOutRanks: [],
  },
];
const inputs = {completions, vocabulary, training};
const params = {topK: [2, 4], resamples: 20};

let run: StageRun;
let rows: SetScore[];
let results: ScoreResults;

beforeAll(async () => {
  run = await runStage(scoreCompletions, {inputs, params});
  rows = await run.read('perSet');
  results = await run.read('results');
});

const row = (method: string, setId: number) =>
  rows.find(score => score.method === method && score.setId === setId)!;

describe('score-completions', () => {
  test('scores every method on every set that holds out a gene', () => {
    expect(rows.map(({method, setId}) => `${method} ${setId}`)).toEqual([
      'model 10',
      'model 11',
      'nearest sets 10',
      'nearest sets 11',
      'tuned nearest sets 10',
      'tuned nearest sets 11',
      'popularity 10',
      'popularity 11',
      'chance 10',
      'chance 11',
    ]);
  });

  test('scores the model as worked out by hand', () => {
    const model = row('model', 10);
    // Generated without the prompt's B: D, H. One of A, D is hit.
    expect(model).toMatchObject({setSize: 4, heldOut: 2, generated: 2, hits: 1, maxJaccard: 1});
    expect(model).toMatchObject({recall: 0.5, precision: 0.5, recallAt: [0.5, 1]});
    expect(model.averagePrecision).toBeCloseTo((1 + 2 / 3) / 2, 14);
    // Of C(8, 2) = 28 pairs, C(6, 2) = 15 miss both held-out genes.
    expect(model.pValue).toBeCloseTo(13 / 28, 13);
    // Without H: one of seven drawn, two of seven held out.
    expect(model).toMatchObject({proteinCodingGenerated: 1, proteinCodingHits: 1});
    expect(model.proteinCodingPValue).toBeCloseTo(2 / 7, 13);
    expect(model.proteinCodingQValue).toBeCloseTo(2 / 7, 13);
    expect(model.qValue).toBeCloseTo((13 / 28) * 2, 13);
  });

  test('lets the baselines name as many genes as the model', () => {
    // Set 0 has cosine 2 / √(2·4), set 1 has 1 / √(2·3): A from both, D from the first, E from the second.
    const nearest = row('nearest sets', 10);
    expect(nearest).toMatchObject({generated: 2, hits: 2, recall: 1, averagePrecision: 1});
    expect(nearest.pValue).toBeCloseTo(1 / 28, 13);
    expect(row('nearest sets', 11)).toMatchObject({generated: 0, hits: 0, pValue: 1});
  });

  test('ranks the popular genes first, ties to the lower token', () => {
    // Without B and C: A, E, F, G, D, H.
    const popular = row('popularity', 10);
    expect(popular).toMatchObject({hits: 1, recallAt: [0.5, 0.5], rPrecision: 0.5});
    expect(popular.averagePrecision).toBeCloseTo((1 + 2 / 5) / 2, 14);
    expect(row('popularity', 11).averagePrecision).toBeCloseTo(1 / 7, 14);
  });

  test('summarizes over the sets, with differences and strata', () => {
    expect(results.sets).toEqual({total: 3, scored: 2, withoutHeldOutGenes: 1});
    expect(results.backgrounds).toEqual({
      vocabulary: {genes: 8, sets: 2},
      proteinCoding: {genes: 7, sets: 1},
    });
    expect(results.methods[0]).toMatchObject({method: 'model', setsWithoutGenes: 1});
    expect(results.methods[0].scores.recall.value).toBe(0.25);
    expect(results.differences.map(({baseline}) => baseline)).toEqual([
      'nearest sets',
      'tuned nearest sets',
      'popularity',
      'chance',
    ]);
    expect(results.differences[0].scores.recall.value).toBe(-0.25);
    const [byJaccard, bySize] = results.stratifications;
    // Set 11 is {G, H}: one of three genes shared with {F, G}.
    expect(byJaccard.strata.map(({sets}) => sets)).toEqual([0, 0, 0, 1, 1]);
    expect(bySize.strata.map(({sets}) => sets)).toEqual([2, 0, 0, 0, 0]);
  });

  test('tells what it skipped', async () => {
    const {counts, notes} = await run.read('summary');
    expect(counts).toMatchObject({sets: 3, scoredSets: 2});
    expect(notes.map((note: {count: number}) => note.count)).toEqual([1, 1, 1]);
  });

  test('gives the same bytes again, and other intervals for another seed', async () => {
    const again = await runStage(scoreCompletions, {inputs, params});
    expect(await again.read('results')).toEqual(results);
    expect(await again.read('perSet')).toEqual(rows);
    const other = await runStage(scoreCompletions, {inputs, params: {...params, seed: 2}});
    expect(await other.read('results')).not.toEqual(results);
  });

  test('leaves the trained baselines out where asked', async () => {
    const alone = await runStage(scoreCompletions, {inputs, params: {...params, baselines: false}});
    const {methods} = (await alone.read('results')) as ScoreResults;
    expect(methods.map(({method}) => method)).toEqual(['model', 'chance']);
  });

  test('refuses completions it cannot score', async () => {
    const none = {...inputs, completions: [completions[2]]};
    await expect(runStage(scoreCompletions, {inputs: none})).rejects.toThrow(
      /none of 1 completions holds out a gene/,
    );
    const foreign = {...inputs, completions: [{...completions[0], promptGenes: ['XYZ']}]};
    await expect(runStage(scoreCompletions, {inputs: foreign})).rejects.toThrow(
      /set 10 .*gene XYZ; expected genes of the vocabulary/,
    );
  });
});
