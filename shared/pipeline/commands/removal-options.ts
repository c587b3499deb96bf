// What `gc` and `clean` ask before they remove something from a store: whether a batch job works with it.
import {artifactsReadByJobs} from '../slurm/job-inputs.ts';
import {mayHaveJob} from '../slurm/live-job.ts';
import type {StoredThing} from '../store/artifact-folders.ts';
import type {RemovalOptions} from '../store/remove-stored.ts';

/** Options of a removal from the store at `root`, in which these things lie. */
export async function removalOptions(
  root: string,
  things: readonly StoredThing[],
): Promise<Omit<RemovalOptions, 'keepLatest'>> {
  return {
    root,
    mayHaveJob: ({path, digits}) => mayHaveJob(path, digits),
    readByJobs: await artifactsReadByJobs(root, things),
  };
}
