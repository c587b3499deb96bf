import {describe, expect, test} from '@jest/globals';
import {
  calibrateChances,
  calibrated,
  chancesOf,
  dropWeightless,
  fitPoolWeights,
  LEAST_WEIGHT,
  likeliest,
  poolChances,
} from '../../../shared/cells/annotation/type-chances.ts';
import {createRandom} from '../../../shared/stats/random.ts';

/** Two types; the first has the chance given, and is the true one as often as `rightOf` says. */
function drawCells(count: number, seed: number, rightOf: (chance: number) => number) {
  const random = createRandom(seed);
  const highest = Float64Array.from({length: count}, () => 0.5 + random.next() / 2);
  const labels = Int32Array.from(highest, chance => Number(random.next() > rightOf(chance)));
  const values = Float64Array.from({length: 2 * count}, (_, i) =>
    i % 2 === 0 ? highest[i >> 1] : 1 - highest[i >> 1],
  );
  return {chances: {types: 2, values}, labels, highest};
}

describe('chances of types', () => {
  test('that claim too much are brought down to what comes true', () => {
    const rightOf = (chance: number) => 0.5 + (chance - 0.5) / 2;
    const {chances, labels} = drawCells(5000, 1, rightOf);
    const calibration = calibrateChances(chances, labels, 0.9);
    for (const chance of [0.6, 0.75, 0.9]) {
      expect(Math.abs(calibrated(calibration, chance) - rightOf(chance))).toBeLessThan(0.06);
    }
  });

  test('never fall where the method is surer', () => {
    for (let seed = 0; seed < 10; seed++) {
      const {chances, labels} = drawCells(60, seed, () => 0.7);
      const calibration = calibrateChances(chances, labels, 0.9);
      const found = Array.from({length: 50}, (_, i) => calibrated(calibration, 0.5 + i / 98));
      for (let i = 1; i < found.length; i++) {
        expect(found[i]).toBeGreaterThanOrEqual(found[i - 1] - 1e-12);
      }
    }
  });

  test('keep every type where there are too few cells to leave one out', () => {
    const {chances, labels} = drawCells(5, 2, () => 1);
    expect(calibrateChances(chances, labels, 0.9).setThreshold).toBeNull();
    const none = calibrateChances({types: 2, values: new Float64Array(0)}, [], 0.9);
    expect(calibrated(none, 0.7)).toBe(0.7);
  });

  test('of a method that knows nothing have no part in the pool', () => {
    const random = createRandom(4);
    const labels = Int32Array.from({length: 300}, () => random.int(2));
    const tell = (right: (label: number) => number) => ({
      types: 2,
      values: Float64Array.from(
        Array.from(labels, label => {
          const chance = right(label);
          return [label === 0 ? chance : 1 - chance, label === 0 ? 1 - chance : chance];
        }).flat(),
      ),
    });
    const good = tell(() => 0.7 + 0.25 * random.next());
    const noise = tell(() => random.next());
    const [own, other] = fitPoolWeights([good, noise], labels);
    expect(own + other).toBeCloseTo(1, 12);
    expect(own).toBeGreaterThan(0.8);
    expect(fitPoolWeights([good, noise], [])).toEqual([0.5, 0.5]);
  });

  test('of several methods are pooled by their weighted mean', () => {
    const a = {types: 2, values: Float64Array.of(1, 0, 0.5, 0.5)};
    const b = {types: 2, values: Float64Array.of(0.5, 0.5, 0, 1)};
    const pooled = poolChances([a, b], [0.5, 0.5]);
    expect(pooled).toEqual({types: 2, values: Float64Array.of(0.75, 0.25, 0.25, 0.75)});
    expect([0, 1].map(cell => likeliest(chancesOf(pooled, cell)))).toEqual([0, 1]);
  });
});

test('weights below a hundredth become 0, the others sum to 1, and weights of a say stay as they are', () => {
  const random = createRandom(8);
  for (let attempt = 0; attempt < 100; attempt++) {
    const raw = Array.from({length: 1 + random.int(4)}, () => random.next() ** 6 + 1e-9);
    const sum = raw.reduce((a, b) => a + b, 0);
    const weights = raw.map(weight => weight / sum);
    const kept = dropWeightless(weights);
    expect(kept.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    for (const [method, weight] of weights.entries()) {
      expect(kept[method] === 0).toBe(weight < LEAST_WEIGHT);
    }
    if (weights.every(weight => weight >= LEAST_WEIGHT)) expect(kept).toEqual(weights);
  }
});
