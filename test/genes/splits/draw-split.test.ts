import {describe, expect, test} from '@jest/globals';
import {drawSplit} from '../../../shared/genes/splits/draw-split.ts';

const options = {seed: 1, heldOutShare: 0.3, testSets: 20, maxClusterShare: 0.1};
/** 100 sets: clusters of 1, 2, 3, 4, 5 over and over, and one of 25. */
const clusterOf = Int32Array.from({length: 100}, (_, row) =>
  row >= 75
    ? 25
    : Math.floor(row / 15) * 5 + [0, 1, 1, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4][row % 15],
);

const count = (splits: string[], split: string) => splits.filter(other => other === split).length;

describe('drawSplit', () => {
  test('draws exactly the asked numbers and never parts a cluster', () => {
    for (let seed = 0; seed < 30; seed++) {
      const splits = drawSplit(clusterOf, {...options, seed});
      expect([count(splits, 'test'), count(splits, 'validation')]).toEqual([20, 10]);
      const seen = new Map<number, string>();
      splits.forEach((split, row) => {
        expect(seen.get(clusterOf[row]) ?? split).toBe(split);
        seen.set(clusterOf[row], split);
      });
    }
  });

  test('leaves clusters that are too large in training', () => {
    for (let seed = 0; seed < 30; seed++) {
      expect(new Set(drawSplit(clusterOf, {...options, seed}).slice(75))).toEqual(
        new Set(['training']),
      );
    }
  });

  test('depends on the seed alone', () => {
    expect(drawSplit(clusterOf, options)).toEqual(drawSplit(clusterOf, options));
    expect(drawSplit(clusterOf, {...options, seed: 2})).not.toEqual(drawSplit(clusterOf, options));
  });

  test('says what to raise when no set is left for validation', () => {
    expect(() => drawSplit(clusterOf, {...options, testSets: 30})).toThrow(
      /heldOutShare 0\.3 of 100 sets holds out 30; .* raise heldOutShare to 0\.\d+ or lower testSets/,
    );
  });

  test('says so when clusters are too large to be held out', () => {
    const oneCluster = new Int32Array(100);
    expect(() => drawSplit(oneCluster, options)).toThrow(/only 0 of 20 test sets can be drawn/);
  });
});
