// Whether a state folder belongs to a job that Slurm still knows as waiting or at work.
import {readdir} from 'node:fs/promises';
import {shownPath, UserError} from '../problem.ts';
import {JobFolder} from './job-folder.ts';
import {FINAL_STATES, type ListedJob, listJobs} from './job-queue.ts';

/** Whether a job may yet write to the state folder of the key with these digits; where Slurm does not answer, it may. */
export async function mayHaveJob(state: string, digits: string): Promise<boolean> {
  const folder = new JobFolder(state);
  // No `job` folder: the key was never given to Slurm, or its stage runs here.
  if (!(await readdir(folder.path).catch(() => undefined))) return false;
  const jobs = await listJobs().catch(() => undefined);
  return jobs === undefined || (await jobAmong(jobs, folder, digits)) !== undefined;
}

/** Throws when a job may yet write to the state folder; where there is no Slurm, there is none. */
export async function requireNoJob(state: string, digits: string): Promise<void> {
  const folder = new JobFolder(state);
  if (!(await readdir(folder.path).catch(() => undefined))) return;
  const job = await jobAmong((await listJobs().catch(() => [])) ?? [], folder, digits);
  if (!job) return;
  throw new UserError(
    `${shownPath(state)}: found Slurm job ${job.id} at work on it, expected none while the stage runs here\n    Run with --executor slurm, or end the job with scancel ${job.id}.`,
  );
}

async function jobAmong(
  jobs: readonly ListedJob[],
  folder: JobFolder,
  digits: string,
): Promise<ListedJob | undefined> {
  const known = await folder.remembered();
  return jobs.find(
    ({id, state, comment}) =>
      !FINAL_STATES.has(state) && (id === known?.id || comment.split(' ').includes(digits)),
  );
}
