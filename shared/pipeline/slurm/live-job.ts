// Whether a state folder belongs to a job that Slurm still knows as waiting or at work.
import {readdir} from 'node:fs/promises';
import {JobFolder} from './job-folder.ts';
import {FINAL_STATES, listJobs} from './job-queue.ts';

/** Whether a job may yet write to the state folder of the key with these digits; where Slurm does not answer, it may. */
export async function mayHaveJob(state: string, digits: string): Promise<boolean> {
  const folder = new JobFolder(state);
  // No `job` folder: the key was never given to Slurm, or its stage runs here.
  if (!(await readdir(folder.path).catch(() => undefined))) return false;
  const known = await folder.remembered();
  const jobs = await listJobs().catch(() => undefined);
  if (!jobs) return true;
  return jobs.some(
    ({id, state: status, comment}) =>
      !FINAL_STATES.has(status) && (id === known?.id || comment.split(' ').includes(digits)),
  );
}
