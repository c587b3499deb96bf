// Finds the job that an earlier runner submitted for a key and that still runs, or has finished since.
import {setTimeout as wait} from 'node:timers/promises';
import {shortKey} from '../keys/key.ts';
import type {StageTask} from '../run/stage-executor.ts';
import {callSlurm} from './commands.ts';
import {JobFolder, type JobRecord} from './job-folder.ts';
import {FINAL_STATES, type JobQueue, type ListedJob} from './job-queue.ts';
import {storeMark} from './store-mark.ts';

const POLL_MS = 500;

/** What a job is recognized by. */
type Sought = Pick<StageTask, 'key' | 'folder'>;

/** The job of the task's key, if it lives or has finished well; a failed one is not taken up again. */
export async function findJob(
  task: StageTask,
  queue: JobQueue,
  signal: AbortSignal,
): Promise<JobRecord | undefined> {
  const folder = new JobFolder(task.folder);
  const known = await folder.remembered();
  if (known && (await folder.exit())?.code === 0) {
    return folder.holdsOutputs(task.request) ? known : undefined;
  }
  const live = await findLiveJob(task, queue, signal);
  if (live && !known) await folder.remember(live);
  return live;
}

/** Cancels the job at work on a key's state; false where it is a worker, which other stages need too. */
export async function endJob(
  sought: Sought,
  queue: JobQueue,
  signal: AbortSignal,
): Promise<boolean> {
  const folder = new JobFolder(sought.folder);
  for (let isAsked = false; ; isAsked = true) {
    const job = await findLiveJob(sought, queue, signal);
    if (!job) return true;
    if (job.worker) return (await folder.exit()) !== undefined;
    if (!isAsked) await callSlurm('scancel', ['--quiet', job.id]);
    await wait(POLL_MS, undefined, {signal});
  }
}

async function findLiveJob(
  sought: Sought,
  queue: JobQueue,
  signal: AbortSignal,
): Promise<JobRecord | undefined> {
  const folder = new JobFolder(sought.folder);
  const known = await folder.remembered();
  const live = (await queue.listNow(signal)).filter(job => !FINAL_STATES.has(job.state));
  if (known) {
    return live.some(({id, comment}) => id === known.id && comment === known.comment)
      ? known
      : undefined;
  }
  // The runner may have died between sbatch and writing the number down. Where nothing was made ready, a job of this
  // key is one whose work was taken or forgotten, and which Slurm does not yet list as ended.
  if (!(await folder.isSubmitting())) return undefined;
  const ours = live.find(job => isJobOf(job, sought));
  return ours && {id: ours.id, comment: ours.comment, worker: false};
}

/** Whether the job runs the task: its comment names the store, then the keys in the array's order. */
export function isJobOf({id, comment}: ListedJob, sought: Sought): boolean {
  const [mark, ...keys] = comment.split(' ');
  const index = Number(id.split('_')[1] ?? 0);
  return mark === storeMark(sought) && keys[index] === shortKey(sought.key);
}
