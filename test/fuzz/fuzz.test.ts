// Each kind of random try in small: `make fuzz MINUTES=30` is the long one.
import {expect, test} from '@jest/globals';
import {loadTarget, TARGET_NAMES} from './fuzz-target.ts';
import {watchTries} from './watch-tries.ts';

test.each(TARGET_NAMES)(
  'random tries of %s end well',
  async name => {
    const {ciTries} = await loadTarget(name);
    const until = Number.POSITIVE_INFINITY;
    const {tried, wrong} = await watchTries({
      target: name,
      seed: 1,
      first: 0,
      tries: ciTries,
      until,
    });
    expect(wrong).toEqual([]);
    expect(tried).toBe(ciTries);
  },
  300_000,
);
