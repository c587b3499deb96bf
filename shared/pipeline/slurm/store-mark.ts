// Tells jobs of one store from those of another: two clones of a project may run the same key at the same time.
import {createHash} from 'node:crypto';
import {dirname} from 'node:path';
import type {StageTask} from '../run/stage-executor.ts';

/** `geneglot:<8 digits>` of the store that holds the task's state. */
export function storeMark({folder}: StageTask): string {
  const store = dirname(dirname(folder));
  return `geneglot:${createHash('sha256').update(store).digest('hex').slice(0, 8)}`;
}
