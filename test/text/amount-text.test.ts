import {describe, expect, test} from '@jest/globals';
import {bytesText, durationText} from '../../shared/text/amount-text.ts';

describe('amounts', () => {
  test('durations take the two largest units and carry into the next', () => {
    const seconds = [0, 0.42, 2, 9.96, 41.3, 59.96, 75, 200, 3599.7, 3725, 7190, 7500, 86_399];
    expect(seconds.map(durationText)).toEqual([
      ...['0 s', '0.4 s', '2 s', '10 s', '41 s', '1 min', '1 min 15 s', '3 min 20 s'],
      ...['1 h', '1 h 2 min', '2 h', '2 h 5 min', '1 d'],
    ]);
  });

  test('sizes have three digits at most', () => {
    expect([12, 1234, 41_234, 412_345, 1_234_567, 5e9].map(bytesText)).toEqual([
      ...['12 B', '1.23 kB', '41.2 kB', '412 kB', '1.23 MB', '5 GB'],
    ]);
  });
});
