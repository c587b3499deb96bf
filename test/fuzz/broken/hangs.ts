// A target that never comes back, as a damaged file makes some readers do.
import type {FuzzTarget} from '../fuzz-target.ts';

export const target: FuzzTarget = {
  ciTries: 1,
  patienceSeconds: 2,
  async tryOnce() {
    for (;;);
  },
};
