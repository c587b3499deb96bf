// The files by which a job and the runner know of each other, in `<key's state folder>/job/`; they outlive both.
import {existsSync} from 'node:fs';
import {open, rename, rm, writeFile} from 'node:fs/promises';
import {basename, join} from 'node:path';
import {readJson} from '../json-file.ts';
import type {StageRequest} from '../stage-process/stage-request.ts';
import {makeFolder} from '../write-safely.ts';

/** The job that a key's stage was submitted as. */
export interface JobRecord {
  /** `12`, or `12_3` for a task of an array. */
  id: string;
  /** The comment the job carries in Slurm; with the id it shows that the job is still ours. */
  comment: string;
  /** Whether it is a worker, which runs other stages too. */
  worker: boolean;
}

/** What the job wrote when the stage's process had ended. */
export interface ExitRecord {
  code: number;
  job: string;
  /** How often Slurm had requeued the job. */
  restart: number;
}

export class JobFolder {
  readonly path: string;
  /** JSON lines of the stage's messages. */
  readonly messages: string;
  /** The key's log. */
  readonly log: string;
  readonly #outputs: string;
  readonly #request: string;

  constructor(state: string) {
    this.path = join(state, 'job');
    this.messages = join(this.path, 'messages.jsonl');
    this.log = join(state, 'log.txt');
    this.#outputs = join(this.path, 'outputs');
    this.#request = join(this.path, 'request.json');
  }

  /** Makes ready for a new job: nothing of an earlier one stays but the log and what the stage saved. */
  async prepare(request: StageRequest): Promise<void> {
    await rm(this.path, {recursive: true, force: true});
    makeFolder(this.path);
    const outputs = Object.fromEntries(
      Object.entries(request.outputs).map(([port, path]) => [port, this.#outputPath(path)]),
    );
    const text = `${JSON.stringify({...request, outputs}, null, 2)}\n`;
    await writeFile(this.#request, text);
  }

  /** Whether it was made ready for a job whose number is not written down yet. */
  async isSubmitting(): Promise<boolean> {
    return existsSync(this.#request) && !(await this.remembered());
  }

  /** Whether all finished outputs are still here: a runner that died may have moved them. */
  holdsOutputs(request: StageRequest): boolean {
    return Object.values(request.outputs).every(path => existsSync(this.#outputPath(path)));
  }

  /** Moves finished outputs to where the runner wants them. */
  async deliver(request: StageRequest): Promise<void> {
    for (const path of Object.values(request.outputs)) await rename(this.#outputPath(path), path);
  }

  /** Writes down the job, so that a runner started later finds it. */
  async remember(record: JobRecord): Promise<void> {
    const path = join(this.path, 'job.json');
    const temporary = await open(`${path}.new`, 'w');
    await temporary.writeFile(`${JSON.stringify(record)}\n`);
    await temporary.sync();
    await temporary.close();
    await rename(`${path}.new`, path);
  }

  remembered(): Promise<JobRecord | undefined> {
    return readJson(join(this.path, 'job.json'), undefined);
  }

  exit(): Promise<ExitRecord | undefined> {
    return readJson(join(this.path, 'exit.json'), undefined);
  }

  // The runner's own folder bears its process id, which a job may outlive.
  #outputPath(path: string): string {
    return join(this.#outputs, basename(path));
  }
}
