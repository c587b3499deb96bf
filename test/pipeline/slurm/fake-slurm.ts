// A Slurm that needs no cluster: commands of its names that run jobs on this machine, which may be held in the queue.
import {type ChildProcess, spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {mkdir, readdir, readFile, rm, symlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {COMMAND, ended, type Project} from '../project.ts';

const SCRIPT = join(import.meta.dirname, 'fake-slurm.sh');
const LOOK_MS = 20;

/** A started `geneglot run --executor slurm`. */
export interface SlurmRun {
  child: ChildProcess;
  /** What it has printed. */
  text(): string;
  /** Exit code and all it printed. */
  end: Promise<{code: number | null; text: string}>;
}

export class FakeSlurm {
  readonly #project: Project;
  readonly #folder: string;

  private constructor(project: Project, folder: string) {
    this.#project = project;
    this.#folder = folder;
  }

  /** A Slurm without jobs, in the project's folder. */
  static async open(project: Project): Promise<FakeSlurm> {
    const folder = project.path('.fake-slurm');
    await mkdir(join(folder, 'jobs'), {recursive: true});
    for (const command of ['sbatch', 'squeue', 'scancel']) {
      await symlink(SCRIPT, join(folder, command));
    }
    return new FakeSlurm(project, folder);
  }

  /** Starts a run whose stages are jobs. */
  start(...args: string[]): SlurmRun {
    const env = {
      ...{...process.env, GENEGLOT_ARTIFACTS: '', FAKE_SLURM: this.#folder},
      PATH: `${this.#folder}:${process.env.PATH}`,
    };
    const {folder} = this.#project;
    const command = [COMMAND, 'run', '--executor', 'slurm', ...args];
    const child = spawn(process.execPath, command, {cwd: folder, env});
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', part => (text += part));
    const end = ended(child).then(code => ({code, text}));
    return {child, text: () => text, end};
  }

  /** Keeps jobs in the queue from now on. */
  hold(): Promise<void> {
    return writeFile(join(this.#folder, 'hold'), '');
  }

  /** Lets waiting jobs start. */
  release(): Promise<void> {
    return rm(join(this.#folder, 'hold'), {force: true});
  }

  /** Lists jobs as running after their end, from now on. */
  linger(): Promise<void> {
    return writeFile(join(this.#folder, 'linger'), '');
  }

  /** Has the next sbatch submit its job and say that no controller answers. */
  loseAnswer(): Promise<void> {
    return writeFile(join(this.#folder, 'lose-answer'), '');
  }

  /** State of each job by its number. */
  async states(): Promise<Map<string, string>> {
    const jobs = join(this.#folder, 'jobs');
    const names = (await readdir(jobs)).sort();
    const states = names.map(async (name): Promise<[string, string]> => {
      const state = await readFile(join(jobs, name, 'state'), 'utf8').catch(() => '');
      return [name, state.trim()];
    });
    return new Map(await Promise.all(states));
  }

  /** Ends all jobs. */
  async close(): Promise<void> {
    const ids = [...(await this.states()).keys()];
    const env = {...process.env, FAKE_SLURM: this.#folder};
    await ended(spawn(join(this.#folder, 'scancel'), ids, {env, stdio: 'ignore'}));
    const isOver = (state: string): boolean => /COMPLETED|FAILED|CANCELLED/.test(state);
    await waitWhile(async () => ![...(await this.states()).values()].every(isOver));
  }
}

/** Waits while `check` holds; whoever calls has a limit of time. */
export async function waitWhile(check: () => boolean | Promise<boolean>): Promise<void> {
  while (await check()) await wait(LOOK_MS);
}

/** Whether a stage's job has been submitted, its number written down. */
export function isSubmitted(project: Project, stage: string): Promise<boolean> {
  return someState(project, stage, 'job/job.json');
}

/** Whether a state folder of the stage holds this file. */
export async function someState(project: Project, stage: string, file: string): Promise<boolean> {
  const names = await project.artifactNames(stage);
  return names
    .filter(name => name.startsWith('.state-'))
    .some(name => existsSync(project.path('artifacts', stage, name, file)));
}
