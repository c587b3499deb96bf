// Distinguishes the jobs of one store from those of another: two clones of a project may run the same key at the same time.
import {createHash} from 'node:crypto';
import {dirname} from 'node:path';

/** `geneglot:<8 digits>` of the store that holds a task's state folder. */
export function storeMark({folder}: {folder: string}): string {
  const store = dirname(dirname(folder));
  return `geneglot:${createHash('sha256').update(store).digest('hex').slice(0, 8)}`;
}
