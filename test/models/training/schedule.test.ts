import {describe, expect, test} from '@jest/globals';
import {learningRateAt} from '../../../shared/models/training/schedule.ts';

const schedule = {learningRate: 1, minLearningRate: 0.1, warmupSteps: 9, maxSteps: 109};

describe('learningRateAt', () => {
  test('rises linearly and never starts at zero', () => {
    expect(learningRateAt(0, schedule)).toBeCloseTo(0.1);
    expect(learningRateAt(4, schedule)).toBeCloseTo(0.5);
  });

  test('peaks after the warm-up, is half-way at the middle, and ends at the floor', () => {
    expect(learningRateAt(9, schedule)).toBeCloseTo(1);
    expect(learningRateAt(59, schedule)).toBeCloseTo(0.55);
    expect(learningRateAt(109, schedule)).toBeCloseTo(0.1);
    expect(learningRateAt(5000, schedule)).toBeCloseTo(0.1);
  });
});
