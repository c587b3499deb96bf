// Finds the job that an earlier runner submitted for a key and that still runs, or has finished since.
import {shortKey} from '../keys/key.ts';
import type {StageTask} from '../run/stage-executor.ts';
import {JobFolder, type JobRecord} from './job-folder.ts';
import {FINAL_STATES, type JobQueue, type ListedJob} from './job-queue.ts';
import {storeMark} from './store-mark.ts';

/** The job of the task's key, if it lives or has finished well; a failed one is not taken up again. */
export async function findJob(
  task: StageTask,
  queue: JobQueue,
  signal: AbortSignal,
): Promise<JobRecord | undefined> {
  const folder = new JobFolder(task.folder);
  const known = await folder.remembered();
  if (known && (await folder.exit())?.code === 0) return known;
  const live = (await queue.listNow(signal)).filter(job => !FINAL_STATES.has(job.state));
  if (known && live.some(job => job.id === known.id && job.comment === known.comment)) {
    return known;
  }
  // The runner may have died between sbatch and writing the number down.
  const ours = live.find(job => isJobOf(job, task));
  if (!ours) return undefined;
  const record = {id: ours.id, comment: ours.comment, worker: false};
  await folder.remember(record);
  return record;
}

/** Whether the job runs the task: its comment names the store, then the keys in the array's order. */
export function isJobOf({id, comment}: ListedJob, task: StageTask): boolean {
  const [mark, ...keys] = comment.split(' ');
  const index = Number(id.split('_')[1] ?? 0);
  return mark === storeMark(task) && keys[index] === shortKey(task.key);
}
