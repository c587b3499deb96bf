// A target in which every second try is wrong.
import type {FuzzTarget} from '../fuzz-target.ts';

let tries = 0;

export const target: FuzzTarget = {
  ciTries: 1,
  async tryOnce() {
    return ++tries % 2 === 0 ? 'a wrong answer was accepted' : undefined;
  },
};
