import {describe, expect, test} from '@jest/globals';
import {createNearestSets} from '../../../shared/models/baselines/nearest-sets.ts';
import {calibrateMixture} from '../../../shared/models/completers/ensembles/calibrate-hits.ts';
import {
  fitMixture,
  mix,
  placeKnots,
} from '../../../shared/models/completers/ensembles/fit-mixture.ts';
import {
  collectCases,
  type MixtureCase,
} from '../../../shared/models/completers/ensembles/mixture-case.ts';
import {weightsAt} from '../../../shared/models/completers/ensembles/mixture-completer.ts';
import {openCompleter} from '../../../shared/models/completers/open-completer.ts';
import type {MixtureModel} from '../../../shared/models/kinds/mixture.ts';
import type {NearestSetsModel} from '../../../shared/models/kinds/nearest-sets.ts';
import {createRandom} from '../../../shared/stats/random.ts';
import {toyShard, VOCAB_SIZE} from '../../stages/toy-corpus.ts';

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
const prompts = [Int32Array.of(1, 2), Int32Array.of(3)];

/** Votes of a lookup as shares of their sum. */
function sharesOf(power: number, prompt: Int32Array): number[] {
  const votes = [...createNearestSets(training, VOCAB_SIZE, {power, idf: false}).rank(prompt)].map(
    score => Math.max(0, score),
  );
  const sum = votes.reduce((total, vote) => total + vote, 0);
  return votes.map(vote => vote / sum);
}

describe('a mixture', () => {
  test('adds its members’ probabilities by their weights', async () => {
    const completer = await openCompleter(mixture({}), {engine: 'auto'});
    const rows = await completer.probabilities!(prompts);
    for (const [i, prompt] of prompts.entries()) {
      const sharp = sharesOf(4, prompt);
      const soft = sharesOf(1, prompt);
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
    const [p] = await completer.probabilities!([prompts[0]]);
    const [chances] = await completer.hitRates!([prompts[0]], [0.8]);
    for (const [gene, chance] of chances.entries()) expect(chance).toBeCloseTo(0.4 * p[gene], 12);
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

/** Cases in which the first member is right near known sets, the second far from them. */
function splitCases(count: number): MixtureCase[] {
  const random = createRandom(5);
  return Array.from({length: count}, (_, i) => {
    const near = i % 2 === 0;
    const relevant = new Uint8Array(400);
    while (relevant.reduce((sum, value) => sum + value, 0) < 10) relevant[random.int(400)] = 1;
    const right = Float64Array.from(relevant, value => value + 0.2 * random.next());
    const wrong = Float64Array.from({length: 400}, () => random.next() * 1.2);
    const similarity = near ? 0.7 + 0.1 * random.next() : 0.2 + 0.1 * random.next();
    return {
      ...{similarity, hidden: 10, relevant, ranked: new Uint8Array(400).fill(1)},
      shares: near ? [right, wrong] : [wrong, right],
    };
  });
}

describe('fitting a mixture', () => {
  const cases = splitCases(60);

  test('finds which member to trust at which similarity', () => {
    const {weights, score, alone} = fitMixture(cases, 2);
    expect(weights[0][1]).toBeGreaterThan(0.6);
    expect(weights[1][0]).toBeGreaterThan(0.6);
    expect(score).toBeGreaterThan(Math.max(...alone) + 0.2);
    for (const row of weights) expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
  });

  test('with one knot gives one set of weights, never worse than the best member', () => {
    const {knots, weights, score, alone} = fitMixture(cases, 1);
    expect([knots.length, weights.length]).toEqual([1, 1]);
    expect(score).toBeGreaterThanOrEqual(Math.max(...alone));
  });

  test('leaves out a member that adds nothing', () => {
    const noise = createRandom(9);
    const useless = cases.map(each => ({
      ...each,
      shares: [
        Float64Array.from(each.relevant, value => value),
        Float64Array.from(each.relevant, () => noise.next()),
      ],
    }));
    expect(fitMixture(useless, 3).weights).toEqual([
      [1, 0],
      [1, 0],
      [1, 0],
    ]);
  });

  test('places knots at quantiles, once each', () => {
    expect(placeKnots(cases.slice(0, 1), 3)).toHaveLength(1);
    const knots = placeKnots(cases, 3);
    expect(knots[0]).toBeLessThan(0.3);
    expect(knots.at(-1)).toBeGreaterThan(0.7);
  });

  test('calibrates: expected hits are read as the rate that was observed', () => {
    const fit = {knots: [0.5], weights: [[0.5, 0.5]]};
    const {expected, observed} = calibrateMixture(cases, fit);
    expect([expected[0], observed[0]]).toEqual([0, 0]);
    for (let i = 1; i < observed.length; i++) {
      expect(observed[i]).toBeGreaterThanOrEqual(observed[i - 1]);
      expect(expected[i]).toBeGreaterThanOrEqual(expected[i - 1]);
    }
    // All candidates are ranked, so the rates average to the share of relevant genes.
    expect(observed.at(-1)).toBeGreaterThan(10 / 400);
    const mixed = cases.flatMap(each => [...mix(each.shares, [0.5, 0.5])]);
    expect(expected.at(-1)).toBeLessThanOrEqual(10 * Math.max(...mixed));
  });

  test('asks members for the genes they rank high and for those held out', async () => {
    const completers = [await openCompleter(lookup(2), {engine: 'auto'})];
    const sets = [{promptGenes: Int32Array.of(1), heldOutGenes: Int32Array.of(2, 3)}];
    const [found] = await collectCases(sets, completers, () => 0.4);
    const [row] = await completers[0].probabilities!([sets[0].promptGenes]);
    expect(found).toMatchObject({similarity: 0.4, hidden: 2});
    expect(found.relevant.reduce((sum, value) => sum + value, 0)).toBe(2);
    const kept = found.shares[0].slice().sort();
    const all = row.slice(2).sort();
    expect([...kept]).toEqual([...all]);
  });
});
