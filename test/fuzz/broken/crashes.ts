// A target whose process dies at its third try: what the watcher must notice.
import type {FuzzTarget} from '../fuzz-target.ts';

let tries = 0;

export const target: FuzzTarget = {
  ciTries: 1,
  async tryOnce() {
    if (++tries === 3) process.kill(process.pid, 'SIGSEGV');
    return undefined;
  },
};
