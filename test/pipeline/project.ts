// A throw-away project made of the fixture stages, in memory where there is room, else in the system's temporary folder.
import {type ChildProcess, execFile, spawn} from 'node:child_process';
import {accessSync, constants, statfsSync} from 'node:fs';
import {
  cp,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const FIXTURES = join(import.meta.dirname, 'fixtures');
export const COMMAND = join(ROOT, 'bin/geneglot.mjs');

export interface Output {
  code: number;
  /** stdout and stderr. */
  text: string;
}

/** Linux's folder in memory, where flushing costs nothing. */
const MEMORY = '/dev/shm';
/** What throw-away projects take at most, all of those open at once, with room to spare. */
const ROOM_BYTES = 2 ** 30;

/** The folder that throw-away projects lie in; a watcher that kills its children gives them one that it removes. */
export const SCRATCH = process.env.GENEGLOT_SCRATCH ?? (isRoomy(MEMORY) ? MEMORY : tmpdir());

function isRoomy(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    const {bavail, bsize} = statfsSync(folder);
    return bavail * bsize >= ROOM_BYTES;
  } catch {
    return false;
  }
}

/** A copy of the fixture pipeline with its own artifacts. */
export class Project {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  read(path: string): Promise<string> {
    return readFile(this.path(path), 'utf8');
  }

  /** Writes a file as if it had rested for a minute, so that its hash may be remembered. */
  async write(path: string, text: string): Promise<void> {
    await writeFile(this.path(path), text.replaceAll('../../../../shared/', `${ROOT}/shared/`));
    await age(this.path(path));
  }

  /** Replaces one piece of text in a file; fails when it is not there. */
  async edit(path: string, from: string, to: string): Promise<void> {
    const before = await this.read(path);
    if (!before.includes(from)) throw new Error(`${path} does not hold ${from}`);
    await this.write(path, before.replace(from, to));
  }

  /** Runs `geneglot` in the project's folder. */
  geneglot(...args: string[]): Promise<Output> {
    return execute([COMMAND, ...args], this.folder);
  }

  /** Starts `geneglot` without waiting. */
  start(...args: string[]): ChildProcess {
    return spawn(process.execPath, [COMMAND, ...args], {cwd: this.folder, stdio: 'ignore'});
  }

  /** Runs a stage file on its own. */
  stage(name: string, ...args: string[]): Promise<Output> {
    return execute(['--import', 'tsx', `stages/${name}.ts`, ...args], this.folder);
  }

  async json<T>(path: string): Promise<T> {
    return JSON.parse(await this.read(path));
  }

  /** Names in a stage's folder of artifacts; keys, state and leftovers alike. */
  async artifactNames(stage: string): Promise<string[]> {
    return (await readdir(this.path('artifacts', stage)).catch(() => [])).sort();
  }

  async remove(): Promise<void> {
    await rm(this.folder, {recursive: true, force: true});
  }
}

/** Copies the fixtures, or another project with all it has made, to a new folder. */
export async function createProject(from?: Project): Promise<Project> {
  const folder = await realpath(await mkdtemp(join(SCRATCH, 'geneglot-test-')));
  const project = new Project(folder);
  await cp(from?.folder ?? FIXTURES, folder, {
    recursive: true,
    verbatimSymlinks: true,
    preserveTimestamps: from !== undefined,
  });
  if (from) return project;
  await writeFile(project.path('package.json'), '{"type": "module"}\n');
  await symlink(join(ROOT, 'node_modules'), project.path('node_modules'));
  for (const name of ['stages', 'shared', 'data']) {
    for (const file of await readdir(project.path(name))) {
      await project.write(join(name, file), await project.read(join(name, file)));
    }
  }
  return project;
}

/** Waits until `check` holds, at most ten seconds. */
export async function waitUntil(check: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (await check().catch(() => false)) return;
    await new Promise(next => setTimeout(next, 25));
  }
  throw new Error('waited in vain for ten seconds');
}

/** Exit code and signal of a child. */
export function ended(child: ChildProcess): Promise<number | null> {
  return new Promise(done => child.on('close', code => done(code)));
}

async function age(path: string): Promise<void> {
  const past = new Date(Date.now() - 60_000);
  await utimes(path, past, past);
}

export function execute(args: string[], cwd: string): Promise<Output> {
  const env = {...process.env, GENEGLOT_ARTIFACTS: ''};
  return new Promise(done => {
    execFile(process.execPath, args, {cwd, env}, (error, stdout, stderr) => {
      done({code: error ? Number(error.code ?? 1) : 0, text: stdout + stderr});
    });
  });
}
