import {expect, test} from '@jest/globals';
import {
  fitMixture,
  placeKnots,
} from '../../../../shared/models/completers/ensembles/fit-mixture.ts';
import {createRandom} from '../../../../shared/stats/random.ts';
import {splitCases} from './split-cases.ts';

const cases = splitCases(60);

test('finds which member to trust at which similarity', () => {
  const {weights, score, alone} = fitMixture(cases, 2);
  expect(weights[0][1]).toBeGreaterThan(0.6);
  expect(weights[1][0]).toBeGreaterThan(0.6);
  expect(score).toBeGreaterThan(Math.max(...alone) + 0.2);
  for (const row of weights) expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
});

test('tells of every mixture it tries: six rounds in order, and never a worse best score', () => {
  const heard: {round: number; tried: number; best: number}[] = [];
  const {score} = fitMixture(cases, 2, (round, rounds, tried, best) => {
    expect(rounds).toBe(6);
    heard.push({round, tried, best});
  });
  expect(heard.map(({tried}) => tried)).toEqual(heard.map((_, i) => i + 1));
  expect([...new Set(heard.map(({round}) => round))]).toEqual([0, 1, 2, 3, 4, 5]);
  const rounds = heard.map(({round}) => round);
  expect(rounds).toEqual(rounds.toSorted((a, b) => a - b));
  expect(heard.at(-1)!.best).toBe(score);
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
