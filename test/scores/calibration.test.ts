import {describe, expect, test} from '@jest/globals';
import {
  countBands,
  equalCountBins,
  expectedCalibrationError,
  type Outcome,
  outcomesOf,
  toBin,
} from '../../shared/scores/calibration.ts';
import {createRandom} from '../../shared/stats/random.ts';

const outcomes = (...pairs: [chance: number, hit: 0 | 1][]): Outcome[] =>
  pairs.map(([chance, hit], setId) => ({setId, chance, hit: hit === 1}));
const bootstrap = {resamples: 400, seed: 1, level: 0.95};

describe('bins of equally many', () => {
  test('are those counted by hand', () => {
    const given = outcomes([0.9, 1], [0.1, 0], [0.2, 1], [0.6, 0], [0.3, 0], [0.8, 1]);
    const bins = equalCountBins(given, 3, bootstrap);
    expect(bins.map(({count, hits}) => [count, hits])).toEqual([
      [2, 1],
      [2, 0],
      [2, 2],
    ]);
    expect(bins.map(({predicted}) => predicted)).toEqual(
      [0.15, 0.45, 0.85].map(value => expect.closeTo(value, 12)),
    );
    expect(bins.map(({actual}) => actual)).toEqual([0.5, 0, 1]);
    // (|.15 − .5| + |.45 − 0| + |.85 − 1|) / 3
    expect(expectedCalibrationError(bins)).toBeCloseTo(0.95 / 3, 12);
  });

  test('never part equal chances, and hold every outcome once', () => {
    const given = outcomes([0.5, 1], [0.5, 0], [0.5, 0], [0.5, 1], [0.7, 1]);
    expect(equalCountBins(given, 5, bootstrap).map(({count, hits}) => [count, hits])).toEqual([
      [4, 2],
      [1, 1],
    ]);
    expect(equalCountBins([], 5, bootstrap)).toEqual([]);
    expect(expectedCalibrationError([])).toBe(0);
  });

  test('weigh the error by their counts: 3 of error .2 and 1 of error .6', () => {
    const bins = [
      {count: 3, hits: 0, predicted: 0.2, actual: 0},
      {count: 1, hits: 1, predicted: 0.4, actual: 1},
    ];
    expect(expectedCalibrationError(bins)).toBeCloseTo(0.3, 12);
  });

  test('show a small error where chances come true and a large one where they do not', () => {
    const random = createRandom(1);
    const draw = (rate: (chance: number) => number) =>
      Array.from({length: 20_000}, (_, setId) => {
        const chance = random.next();
        return {setId, chance, hit: random.next() < rate(chance)};
      });
    const errorOf = (given: Outcome[]) =>
      expectedCalibrationError(equalCountBins(given, 20, {...bootstrap, resamples: 0}));
    expect(errorOf(draw(chance => chance))).toBeLessThan(0.02);
    // E|c − c²| = 1/6 for a uniform chance.
    expect(errorOf(draw(chance => chance ** 2))).toBeCloseTo(1 / 6, 1);
  });
});

test('bands hold their lower bound and not their upper', () => {
  const given = outcomes([1, 1], [0.5, 0], [0.49, 1], [0.2, 0], [0.05, 1], [0.04, 0], [0, 0]);
  const bands = countBands(given, [0.5, 0.2, 0.05, 0], bootstrap);
  expect(bands.map(({count, hits}) => [count, hits])).toEqual([
    [2, 1],
    [2, 1],
    [1, 1],
    [2, 0],
  ]);
});

test('intervals resample sets, not genes: sets that hit together are as few as sets', () => {
  // 40 sets of 25 genes, all of a set hit or none: as if 40 coins were thrown, not 1,000.
  const given = Array.from({length: 1000}, (_, i) => ({
    ...{setId: i % 40, chance: 0.5},
    hit: i % 40 < 20,
  }));
  const {sets, actual, interval} = toBin(given, bootstrap);
  expect([sets, actual]).toEqual([40, 0.5]);
  // 0.5 ± 1.96 √(0.25 / 40)
  expect(interval![0]).toBeCloseTo(0.345, 1);
  expect(interval![1]).toBeCloseTo(0.655, 1);
  expect(
    toBin(
      given.filter(({setId}) => setId < 9),
      bootstrap,
    ).interval,
  ).toBeNull();
  expect(toBin(given, {...bootstrap, resamples: 0}).interval).toBeNull();
});

test('outcomes are the named genes that have a chance', () => {
  const row = {setId: 7, heldOutGenes: [1, 2], generatedGenes: [2, 3]};
  expect(
    outcomesOf([
      {...row, generatedChances: [0.75, 0.25]},
      {...row, generatedChances: []},
    ]),
  ).toEqual([
    {setId: 7, chance: 0.75, hit: true},
    {setId: 7, chance: 0.25, hit: false},
  ]);
});
