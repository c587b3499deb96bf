import {describe, expect, test} from '@jest/globals';
import {loadEngine} from '../../../../shared/engines/load.ts';
import {createNearestSets} from '../../../../shared/models/baselines/nearest-sets.ts';
import {weightsAt} from '../../../../shared/models/completers/ensembles/mixture-completer.ts';
import {openCompleter} from '../../../../shared/models/completers/open-completer.ts';
import type {MixtureModel} from '../../../../shared/models/kinds/mixture.ts';
import type {NearestSetsModel} from '../../../../shared/models/kinds/nearest-sets.ts';
import {toyShard, VOCAB_SIZE} from '../../../stages/toy-corpus.ts';

const training = toyShard(30, 1);

const lookup = (power: number): NearestSetsModel => ({
  kind: 'nearest-sets',
  options: {power, idf: false},
  vocabSize: VOCAB_SIZE,
  training,
});

const members = [
  {name: 'sharp', model: lookup(4)},
  {name: 'soft', model: lookup(1)},
];

const mixture = (given: Partial<MixtureModel<NearestSetsModel>>) => ({
  kind: 'mixture' as const,
  vocabSize: VOCAB_SIZE,
  knots: [0.5],
  weights: [[0.25, 0.75]],
  calibration: {expected: [0, 1], observed: [0, 0.5]},
  members,
  training,
  ...given,
});

const {engine} = await loadEngine('auto');
const prompts = [Int32Array.of(1, 2), Int32Array.of(3)];

/** Votes of a lookup as shares of their sum. */
async function sharesOf(power: number, prompt: Int32Array): Promise<number[]> {
  const ranker = await createNearestSets(training, VOCAB_SIZE, {power, idf: false}, engine);
  const [scores] = await ranker.rank([prompt]);
  const votes = [...scores].map(score => Math.max(0, score));
  const sum = votes.reduce((total, vote) => total + vote, 0);
  return votes.map(vote => vote / sum);
}

describe('a mixture', () => {
  test('adds its members’ probabilities by their weights', async () => {
    const completer = await openCompleter(mixture({}), {engine: 'auto'});
    const rows = await completer.probabilities!(prompts);
    for (const [i, prompt] of prompts.entries()) {
      const sharp = await sharesOf(4, prompt);
      const soft = await sharesOf(1, prompt);
      for (const [gene, p] of rows[i].entries()) {
        expect(p).toBeCloseTo(0.25 * sharp[gene] + 0.75 * soft[gene], 12);
      }
      expect(rows[i].reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
    }
    completer.dispose();
  });

  test('ranks neither the prompt nor the end', async () => {
    const completer = await openCompleter(mixture({}), {engine: 'auto'});
    const [row] = await completer.rank([prompts[0]]);
    expect([row[0], row[1], row[2]]).toEqual([-Infinity, -Infinity, -Infinity]);
    expect(row[3]).toBeGreaterThanOrEqual(0);
  });

  test('reads chances from its calibration', async () => {
    const completer = await openCompleter(mixture({}), {engine: 'auto'});
    for (const hits of [0, 0.1, 0.8]) expect(completer.chanceOf!(hits)).toBeCloseTo(0.5 * hits, 12);
  });

  test('moves its weights with the similarity of the nearest known set', () => {
    const model = {
      knots: [0.2, 0.6],
      weights: [
        [0, 1],
        [1, 0],
      ],
    };
    expect(weightsAt(model, 0.1)).toEqual([0, 1]);
    expect(weightsAt(model, 0.3)).toEqual([expect.closeTo(0.25, 12), expect.closeTo(0.75, 12)]);
    expect(weightsAt(model, 0.9)).toEqual([1, 0]);
  });
});
