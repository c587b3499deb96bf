// A job kept for tiny stages: submitting, starting and ending a job costs seconds, more than such a stage takes.
import {randomUUID} from 'node:crypto';
import {mkdir, rename, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {Resources} from '../declare/resources.ts';
import type {StageTask} from '../run/stage-executor.ts';
import {callSlurm} from './commands.ts';
import {JobFolder, type JobRecord} from './job-folder.ts';
import {workerScript} from './job-script.ts';
import {storeMark} from './store-mark.ts';
import {makeSlurmFolder, type Submitter} from './submitter.ts';

/** A stage that took less than this the last time is tiny. */
const TINY_SECONDS = 30;
/** A worker ends after `idle` without work and takes nothing new after `life`. */
const LIMITS = {idle: 20, life: 600};
/** Time limit of a worker's job: its life, and room for a stage that is less tiny than it was. */
const TIME_SECONDS = 900;

interface OpenWorker {
  record: JobRecord;
  inbox: string;
  resources: Resources;
}

export class Worker {
  readonly #submitter: Submitter;
  #open: Promise<OpenWorker> | undefined;
  #requests = 0;

  constructor(submitter: Submitter) {
    this.#submitter = submitter;
  }

  /** Hands the task, whose folder must be prepared, to the worker; starts one where none is open. */
  async submit(task: StageTask, signal: AbortSignal): Promise<JobRecord> {
    for (;;) {
      this.#open ??= this.#start(task, signal);
      const opened = this.#open;
      const worker = await opened.catch(error => {
        this.#open = undefined;
        throw error;
      });
      const accepted = fits(task.resources, worker.resources) && (await this.#offer(task, worker));
      if (accepted) return worker.record;
      if (this.#open === opened) this.#open = undefined;
    }
  }

  /** Ends the worker, which must have nothing left to do. */
  async close(): Promise<void> {
    const worker = await this.#open?.catch(() => undefined);
    this.#open = undefined;
    if (!worker) return;
    await callSlurm('scancel', ['--quiet', worker.record.id]);
    for (const folder of [worker.inbox, `${worker.inbox}.closed`]) {
      await rm(folder, {recursive: true, force: true});
    }
  }

  async #start(task: StageTask, signal: AbortSignal): Promise<OpenWorker> {
    const folder = await makeSlurmFolder(task);
    const inbox = join(folder, `worker-${randomUUID().slice(0, 8)}`);
    await mkdir(inbox);
    const resources = {...task.resources, time: TIME_SECONDS};
    const comment = `${storeMark(task)} worker ${inbox.slice(-8)}`;
    const options = ['--no-requeue', '--job-name=tiny-stages', '--output=/dev/null'];
    const id = await this.#submitter.submitScript(
      workerScript(inbox, LIMITS),
      {...task, resources},
      {comment, options},
      signal,
    );
    return {record: {id, comment, worker: true}, inbox, resources};
  }

  // The job is written down first: a runner killed in between finds a living worker and waits for it in vain only
  // until the worker has ended.
  async #offer(task: StageTask, {record, inbox}: OpenWorker): Promise<boolean> {
    await new JobFolder(task.folder).remember(record);
    const request = join(task.folder, 'job', 'inbox-entry');
    await writeFile(request, task.folder);
    const name = String(this.#requests++).padStart(6, '0');
    return rename(request, join(inbox, name)).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return false;
        throw error;
      },
    );
  }
}

/** Whether the task is known to be short enough to share a job with others. */
export function isTiny({expectedSeconds, resources}: StageTask): boolean {
  const {gpus, time = TINY_SECONDS} = resources;
  return (
    expectedSeconds !== undefined &&
    expectedSeconds < TINY_SECONDS &&
    gpus === 0 &&
    time <= LIMITS.life
  );
}

function fits(wanted: Resources, given: Resources): boolean {
  return wanted.cpus <= given.cpus && (wanted.memory ?? 0) <= (given.memory ?? 0);
}
