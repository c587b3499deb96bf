// The Slurm executor: every stage is a job that outlives the runner, followed through files on the shared disk.
import {setTimeout as wait} from 'node:timers/promises';
import type {EventSink, StageFailure} from '../run/events.ts';
import {type ProcessState, receiveMessage} from '../run/receive-message.ts';
import type {Outcome, StageExecutor, StageTask} from '../run/stage-executor.ts';
import {endJob, findJob} from './adopt.ts';
import {Canceller} from './canceller.ts';
import {cancelNow, requireSlurm} from './commands.ts';
import {JobFolder, type JobRecord} from './job-folder.ts';
import {JobQueue} from './job-queue.ts';
import {readLogTail} from './log-tail.ts';
import {MessageTail} from './message-tail.ts';
import {Submitter} from './submitter.ts';
import {judge, type Verdict} from './verdict.ts';
import {isTiny, Worker} from './worker.ts';

/** How often the files of a job are looked at; it is the delay of what the terminal shows. */
const LOOK_MS = 500;
/** Time that files written on another machine may take to be seen here. */
const FILES_LATE_MS = 5000;

/** Runs stages as jobs of Slurm; `options` go to every sbatch as they are. */
export async function openSlurm(options: readonly string[]): Promise<StageExecutor> {
  await requireSlurm();
  return new SlurmExecutor(options);
}

class SlurmExecutor implements StageExecutor {
  readonly name = 'slurm';
  // Slurm has the queue; this only bounds how many jobs a single run puts there.
  readonly jobs = 100;
  readonly #queue = new JobQueue(() => this.#onSilence?.());
  readonly #submitter: Submitter;
  readonly #worker: Worker;
  readonly #canceller = new Canceller();
  /** Jobs not known to have ended, and the signal by which the user ends them. */
  readonly #live = new Map<string, AbortSignal>();
  #onSilence: (() => void) | undefined;
  readonly #onExit = (): void => {
    // Without a second Ctrl+C the jobs go on: a runner started later takes them up again.
    cancelNow([...this.#live].filter(([, signal]) => signal.aborted).map(([id]) => id));
  };

  constructor(options: readonly string[]) {
    this.#submitter = new Submitter(options, this.#queue);
    this.#worker = new Worker(this.#submitter);
    process.on('exit', this.#onExit);
  }

  async execute(task: StageTask, sink: EventSink, signal: AbortSignal): Promise<Outcome> {
    this.#onSilence ??= warnOnce(task.stage, sink);
    const found = task.isRepeat ? undefined : await findJob(task, this.#queue, signal);
    if (found) logInfo(task, sink, `found again as Slurm job ${found.id}`);
    const job = found ?? (await this.#submit(task, sink, signal, isTiny(task)));
    const outcome = await this.#follow(job, task, sink, signal);
    const lost = outcome.type === 'failed' && outcome.failure.reason === 'killed';
    if (!job.worker || !lost) return outcome;
    // The fault may be the worker's, by its time limit or another stage: a job of its own shows which.
    return this.#follow(await this.#submit(task, sink, signal, false), task, sink, signal);
  }

  letGo(state: Pick<StageTask, 'key' | 'folder'>, signal: AbortSignal): Promise<boolean> {
    return endJob(state, this.#queue, signal);
  }

  async close(): Promise<void> {
    this.#canceller.close();
    await this.#worker.close();
    process.off('exit', this.#onExit);
  }

  async #submit(
    task: StageTask,
    sink: EventSink,
    signal: AbortSignal,
    tiny: boolean,
  ): Promise<JobRecord> {
    await new JobFolder(task.folder).prepare(task.request);
    const job = await (tiny ? this.#worker : this.#submitter).submit(task, signal);
    logInfo(
      task,
      sink,
      `submitted as Slurm job ${job.id}${job.worker ? ', with other tiny stages' : ''}`,
    );
    return job;
  }

  async #follow(
    job: JobRecord,
    task: StageTask,
    sink: EventSink,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const cancel = (): void => this.#canceller.cancel(job.id);
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel);
    this.#live.set(job.id, signal);
    this.#queue.watch(job.id);
    try {
      return await this.#waitForEnd(job, task, sink, signal);
    } finally {
      this.#queue.unwatch(job.id);
      this.#live.delete(job.id);
      signal.removeEventListener('abort', cancel);
    }
  }

  async #waitForEnd(
    {id}: JobRecord,
    task: StageTask,
    sink: EventSink,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const folder = new JobFolder(task.folder);
    const tail = new MessageTail(folder.messages);
    const state: ProcessState = {end: undefined, metrics: {}, clock: task.clock};
    let overSince: number | undefined;
    let changes = 0;
    for (;;) {
      // What Slurm says is read before the files, and the exit before the messages: a job writes them the other way.
      const status = this.#queue.status(id);
      const exit = await folder.exit();
      for (const message of await tail.read()) receiveMessage(state, message, task.stage, sink);
      const evidence = {id, exit, end: state.end, status, resources: task.resources};
      const verdict = judge({...evidence, cancelled: signal.aborted});
      // A job on its way back into the queue may be listed as ended for a moment: it must stay so.
      if (verdict?.type === 'over') overSince ??= performance.now();
      else overSince = undefined;
      const late = overSince !== undefined && performance.now() - overSince < FILES_LATE_MS;
      if (verdict && !(verdict.type === 'over' && late)) {
        return concludeJob(verdict, state, folder, task);
      }
      const changed = Number(exit !== undefined) + Number(signal.aborted);
      if (changed !== changes || verdict) this.#queue.hurry();
      changes = changed;
      await wait(LOOK_MS);
    }
  }
}

async function concludeJob(
  verdict: Verdict,
  state: ProcessState,
  folder: JobFolder,
  task: StageTask,
): Promise<Outcome> {
  if (verdict.type === 'done') {
    await folder.deliver(task.request);
    return {type: 'done', done: verdict.done, metrics: state.metrics};
  }
  const failure: StageFailure = {
    ...verdict.failure,
    logFile: folder.log,
    tail: await readLogTail(folder),
  };
  return {type: 'failed', failure};
}

function logInfo({stage}: StageTask, sink: EventSink, message: string): void {
  sink({type: 'stage-log', stage, level: 'info', message});
}

function warnOnce(stage: string, sink: EventSink): () => void {
  let warned = false;
  return () => {
    if (warned) return;
    warned = true;
    const message = 'the Slurm controller does not answer; waiting for it, jobs go on meanwhile';
    sink({type: 'stage-log', stage, level: 'warn', message});
  };
}
