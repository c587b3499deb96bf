import {describe, expect, test} from '@jest/globals';
import {
  effectBetween,
  effectOfShift,
  scoreEffect,
} from '../../../shared/cells/perturbations/score-effect.ts';
import {columnMoments} from '../../../shared/stats/two-samples/welch.ts';
import {
  control,
  farthest,
  golden,
  predicted,
  real,
} from '../../stats/two-samples/golden-perturbations.ts';

const [ofControl, ofReal, ofPredicted] = [control, real, predicted].map(cells =>
  columnMoments(cells),
);
const truth = effectBetween(ofControl, ofReal, golden.steady);

describe('scores of a predicted response', () => {
  test('are those of numpy and scipy', () => {
    const found = scoreEffect(effectBetween(ofControl, ofPredicted, golden.steady), truth, golden);
    const listed = (scores: typeof found) => Object.values(scores).flat();
    expect(Object.keys(found)).toEqual(Object.keys(golden.scores));
    expect(farthest(listed(found), listed(golden.scores))).toBeLessThan(1e-12);
  });

  test('of the truth itself are perfect', () => {
    expect(scoreEffect(truth, truth, golden)).toEqual({
      pearson: expect.closeTo(1, 12),
      pearsonChanged: expect.closeTo(1, 12),
      direction: 1,
      slope: 1,
      recovery: [1, 1],
    });
  });

  test('of no change: none is right, none is found, and nothing correlates', () => {
    const none = effectOfShift(ofControl, new Float64Array(golden.genes), golden.steady);
    expect(scoreEffect(none, truth, golden)).toEqual({
      pearson: Number.NaN,
      pearsonChanged: Number.NaN,
      direction: 0,
      slope: 0,
      recovery: [0, 0],
    });
  });

  test('half of every change has half the slope', () => {
    const half = effectOfShift(
      ofControl,
      truth.change.map(x => x / 2),
      golden.steady,
    );
    const {slope, pearson, direction} = scoreEffect(half, truth, golden);
    expect([slope, pearson, direction]).toEqual([
      expect.closeTo(0.5, 12),
      expect.closeTo(1, 12),
      1,
    ]);
  });
});
