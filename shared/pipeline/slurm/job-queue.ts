// What Slurm says of our jobs: one `squeue` for all of them a cycle, less often while nothing changes.
import {setTimeout as wait} from 'node:timers/promises';
import {callSlurm} from './commands.ts';

const SHORTEST_CYCLE_MS = 1000;
const LONGEST_CYCLE_MS = 30_000;
const GROWTH = 1.5;

/** `unknown` while the controller does not answer, `gone` when it answered twice without the job. */
export type JobStatus =
  | {type: 'unknown'}
  | {type: 'gone'}
  | {type: 'listed'; state: string; reason: string};

/** A job as listed. */
export interface ListedJob {
  id: string;
  state: string;
  reason: string;
  comment: string;
}

const FORMAT = '%A|%F|%K|%T|%r|%k';

/** The jobs in the output of `squeue --array --format=FORMAT`. */
export function parseQueue(text: string): ListedJob[] {
  return text
    .split('\n')
    .filter(line => line.includes('|'))
    .map(line => {
      const [job, array, task, state, reason, ...comment] = line.trim().split('|');
      const id = /^\d+$/.test(task) ? `${array}_${task}` : job;
      return {id, state, reason, comment: comment.join('|')};
    });
}

/** States from which a job does not come back; all others may still run or be requeued. */
export const FINAL_STATES: ReadonlySet<string> = new Set([
  ...['BOOT_FAIL', 'CANCELLED', 'COMPLETED', 'DEADLINE', 'FAILED', 'NODE_FAIL'],
  ...['OUT_OF_MEMORY', 'PREEMPTED', 'REVOKED', 'TIMEOUT'],
]);

/** All jobs of this user as the controller lists them, the tasks of arrays one by one; undefined without an answer. */
export async function listJobs(): Promise<ListedJob[] | undefined> {
  const {ok, stdout} = await callSlurm('squeue', [
    ...['--me', '--states=all', '--array', '--noheader', `--format=${FORMAT}`],
  ]);
  return ok ? parseQueue(stdout) : undefined;
}

export class JobQueue {
  /** Good answers in which a watched job was missing, since it was last listed. */
  readonly #missing = new Map<string, number>();
  readonly #onSilence: () => void;
  #jobs = new Map<string, ListedJob>();
  #cycleMs = SHORTEST_CYCLE_MS;
  #wake = new AbortController();
  #polling = false;

  /** `onSilence` is called when the controller stops answering. */
  constructor(onSilence: () => void) {
    this.#onSilence = onSilence;
  }

  /** Follows the job from now on. */
  watch(id: string): void {
    this.#missing.set(id, 0);
    this.hurry();
    if (!this.#polling) void this.#poll();
  }

  unwatch(id: string): void {
    this.#missing.delete(id);
    if (this.#missing.size === 0) this.#wake.abort();
  }

  /** Asks again soon: something happened. */
  hurry(): void {
    if (this.#cycleMs === SHORTEST_CYCLE_MS) return;
    this.#cycleMs = SHORTEST_CYCLE_MS;
    this.#wake.abort();
  }

  status(id: string): JobStatus {
    const job = this.#jobs.get(id);
    if (job) return {type: 'listed', state: job.state, reason: job.reason};
    return (this.#missing.get(id) ?? 0) >= 2 ? {type: 'gone'} : {type: 'unknown'};
  }

  /** All jobs as the controller lists them now; waits until it answers. */
  async listNow(signal: AbortSignal): Promise<ListedJob[]> {
    while (!(await this.#refresh())) await wait(this.#cycleMs, undefined, {signal});
    return [...this.#jobs.values()];
  }

  async #poll(): Promise<void> {
    this.#polling = true;
    while (this.#missing.size > 0) {
      await this.#refresh();
      if (this.#missing.size === 0) break;
      this.#wake = new AbortController();
      await wait(this.#cycleMs, undefined, {signal: this.#wake.signal}).catch(() => undefined);
      this.#cycleMs = Math.min(LONGEST_CYCLE_MS, this.#cycleMs * GROWTH);
    }
    this.#polling = false;
    this.#cycleMs = SHORTEST_CYCLE_MS;
  }

  async #refresh(): Promise<boolean> {
    // A job submitted while squeue was on its way may be missing from the answer.
    const watched = new Set(this.#missing.keys());
    const jobs = await listJobs();
    if (!jobs) {
      this.#onSilence();
      return false;
    }
    this.#jobs = new Map(jobs.map(job => [job.id, job]));
    for (const [id, times] of this.#missing) {
      if (watched.has(id)) this.#missing.set(id, this.#jobs.has(id) ? 0 : times + 1);
    }
    return true;
  }
}
