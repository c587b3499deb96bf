// Turns ready stages into jobs: those that come at the same time and ask for the same become one array.
import {randomUUID} from 'node:crypto';
import {dirname, join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {shortKey} from '../keys/key.ts';
import {UserError} from '../problem.ts';
import type {StageTask} from '../run/stage-executor.ts';
import {makeFolder} from '../write-safely.ts';
import {callSlurm} from './commands.ts';
import {JobFolder, type JobRecord} from './job-folder.ts';
import type {JobQueue} from './job-queue.ts';
import {stageScript} from './job-script.ts';
import {requeueOptions, resourceOptions} from './sbatch-options.ts';
import {storeMark} from './store-mark.ts';

/** Stages that get ready together do so within the time their keys take to compute. */
const GATHER_MS = 150;
/** Pause before asking a silent controller again. */
const RETRY_MS = 5000;

interface Waiting {
  task: StageTask;
  resolve(record: JobRecord): void;
  reject(error: unknown): void;
}

export class Submitter {
  readonly #options: readonly string[];
  readonly #queue: JobQueue;
  #waiting: Waiting[] = [];

  /** `options` go to sbatch as they are, e.g. `--partition=gpu`. */
  constructor(options: readonly string[], queue: JobQueue) {
    this.#options = options;
    this.#queue = queue;
  }

  /** Submits the task, alone or with others of the same resources; its folder must be prepared. */
  submit(task: StageTask, signal: AbortSignal): Promise<JobRecord> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({task, resolve, reject});
      if (this.#waiting.length > 1) return;
      setTimeout(() => {
        const gathered = this.#waiting.splice(0);
        for (const group of groupAlike(gathered)) void this.#submitGroup(group, signal);
      }, GATHER_MS);
    });
  }

  async #submitGroup(group: Waiting[], signal: AbortSignal): Promise<void> {
    try {
      const tasks = group.map(({task}) => task);
      const comment = commentOf(tasks);
      const options = [
        ...groupOptions(tasks),
        ...requeueOptions(tasks[0].resources, this.#options),
      ];
      const script = stageScript(tasks.map(task => task.folder));
      const id = await this.submitScript(script, tasks[0], {comment, options}, signal);
      for (const [index, {task, resolve}] of group.entries()) {
        const record = {id: tasks.length > 1 ? `${id}_${index}` : id, comment, worker: false};
        await new JobFolder(task.folder).remember(record);
        resolve(record);
      }
    } catch (error) {
      for (const {reject} of group) reject(error);
    }
  }

  /** Submits a script with the task's resources and returns the job's number; waits for a silent controller. */
  async submitScript(
    script: string,
    {resources}: StageTask,
    {comment, options}: {comment: string; options: readonly string[]},
    signal: AbortSignal,
  ): Promise<string> {
    const args = [
      ...['--parsable', `--comment=${comment}`],
      ...[...resourceOptions(resources), ...options, ...this.#options],
    ];
    for (;;) {
      signal.throwIfAborted();
      const answer = await callSlurm('sbatch', args, script);
      if (answer.ok) return answer.stdout.trim().split(';')[0];
      if (answer.reached) throw refused(answer.stderr, args);
      await wait(RETRY_MS, undefined, {signal});
      // A request whose answer got lost may have arrived: a second one would run the stage twice.
      const arrived = (await this.#queue.listNow(signal)).find(job => job.comment === comment);
      if (arrived) return arrived.id.split('_')[0];
    }
  }
}

/**
 * The comment by which a runner that knows nothing else finds the job of a key: the store, and the keys. Its last word
 * distinguishes the job from earlier ones of the same keys, which Slurm lists for minutes after their end.
 */
function commentOf(tasks: readonly StageTask[]): string {
  const keys = tasks.map(task => shortKey(task.key));
  return [storeMark(tasks[0]), ...keys, randomUUID().slice(0, 8)].join(' ');
}

function groupAlike(waiting: readonly Waiting[]): Waiting[][] {
  const groups = new Map<string, Waiting[]>();
  for (const one of waiting) {
    const like = JSON.stringify(resourceOptions(one.task.resources));
    groups.set(like, [...(groups.get(like) ?? []), one]);
  }
  return [...groups.values()];
}

// The tasks of an array share one output pattern, so what Slurm itself says goes to their stages' logs only when
// there is one stage; the script writes each stage's own output to its log in either case.
function groupOptions(tasks: readonly StageTask[]): string[] {
  if (tasks.length === 1) {
    const {log} = new JobFolder(tasks[0].folder);
    return [`--job-name=${tasks[0].stage}`, `--output=${log.replaceAll('%', '%%')}`];
  }
  const name = tasks.map(task => task.stage).join('+');
  return [`--job-name=${name}`, '--output=/dev/null', `--array=0-${tasks.length - 1}`];
}

/** The folder of Slurm's own files in the store of the task. */
export async function makeSlurmFolder(task: StageTask): Promise<string> {
  const folder = join(dirname(dirname(task.folder)), '.slurm');
  makeFolder(folder);
  return folder;
}

function refused(text: string, args: readonly string[]): UserError {
  const said = text.replace(/^sbatch: (error: )?/gm, '');
  return new UserError(
    `Slurm did not take the job: ${said}\n    The command was sbatch ${args.join(' ')}; partition and account may be given with --sbatch.`,
  );
}
