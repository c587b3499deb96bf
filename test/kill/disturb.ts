// What happens beside a run: sources and code are edited under it, and other runs make its upstream anew.
import {copyFile, readFile, rename, utimes, writeFile} from 'node:fs/promises';
import {setTimeout as wait} from 'node:timers/promises';
import type {Random} from '../../shared/stats/random.ts';
import type {Output, Project} from '../pipeline/project.ts';

/** Files that are edited, with what is replaced in them; each edit changes results. */
export const EDITS = [
  {file: 'data/small.txt', from: '2', to: '4'},
  {file: 'stages/chain-steps.ts', from: '16807', to: '16806'},
] as const;
export type Edit = (typeof EDITS)[number];

/** Command lines of the other run that works on the same store. */
export const OTHER_RUNS = [
  ['run', '--set', 'drop-small.minimum=3'],
  ['run', '--force', 'read-numbers', 'read-numbers'],
] as const;

/** An edit of a file, or another run, at random instants of a run that takes about `ms`. */
export interface Disturbance {
  kind: 'edit undone' | 'edit left' | 'other run';
  edit?: Edit;
  /** Stages that the other run makes anew though they are there. */
  forced: readonly string[];
  /** Resolves when all is done, with what the other run printed. */
  done: Promise<Output | undefined>;
}

/** Begins a disturbance of a run. */
export function disturb(project: Project, random: Random, ms: number): Disturbance {
  const [first, second] = [random.next() * ms, random.next() * ms].sort((a, b) => a - b);
  const edit = EDITS[random.int(EDITS.length)];
  const write = WRITERS[random.int(WRITERS.length)];
  switch (random.int(3)) {
    case 0:
      return {
        ...{kind: 'edit undone', edit, forced: []},
        done: editAndUndo(project, edit, write, [first, second - first]),
      };
    case 1:
      return {
        ...{kind: 'edit left', edit, forced: []},
        done: wait(first).then(() => write(project, edit.file, edit.from, edit.to)),
      };
    default: {
      const args = OTHER_RUNS[random.int(OTHER_RUNS.length)];
      const forced = args[1] === '--force' ? [args[2]] : [];
      return {kind: 'other run', forced, done: wait(first).then(() => project.geneglot(...args))};
    }
  }
}

async function editAndUndo(
  project: Project,
  {file, from, to}: Edit,
  write: Writer,
  [before, between]: readonly number[],
): Promise<undefined> {
  await wait(before);
  await write(project, file, from, to);
  await wait(between);
  await write(project, file, to, from);
}

type Writer = (project: Project, file: string, from: string, to: string) => Promise<undefined>;

/** Editors write in place, or beside and rename; backups come back with their old time. */
const WRITERS: readonly Writer[] = [writeInPlace, writeBeside, writeAsOld];

async function writeInPlace(
  project: Project,
  file: string,
  from: string,
  to: string,
): Promise<undefined> {
  const text = await readFile(project.path(file), 'utf8');
  if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
  await writeFile(project.path(file), text.replace(from, to));
}

async function writeBeside(
  project: Project,
  file: string,
  from: string,
  to: string,
): Promise<undefined> {
  const beside = `${file}.beside`;
  await copyFile(project.path(file), project.path(beside));
  await writeInPlace(project, beside, from, to);
  await rename(project.path(beside), project.path(file));
}

async function writeAsOld(
  project: Project,
  file: string,
  from: string,
  to: string,
): Promise<undefined> {
  await writeInPlace(project, file, from, to);
  const past = new Date(Date.now() - 60_000);
  await utimes(project.path(file), past, past);
}
