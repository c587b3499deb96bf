// Two or three commands at once on one store, as people in several terminals give them: each ends well or with a sentence,
// no artifact is damaged, nothing is left lying about, and the next run gives the right bytes.
import {execFile} from 'node:child_process';
import {mkdir, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {promisify} from 'node:util';
import type {Random} from '../../../shared/stats/random.ts';
import {createProject, type Output, Project} from '../../pipeline/project.ts';
import type {FuzzTarget} from '../fuzz-target.ts';

const PIPELINE = `name: numbers
stages:
  read-numbers: {inputs: {lists: [data/*.txt]}}
  drop-small: {inputs: {numbers: read-numbers.numbers}, params: {minimum: 2}}
  scale: {inputs: {numbers: drop-small.kept}}
  chain-steps: {inputs: {numbers: drop-small.kept}, params: {steps: 15, stepMs: 10}}
  add-up: {inputs: {lists: [drop-small.kept, scale.scaled, chain-steps.chain]}}
`;

const execute = promisify(execFile);

/** Each must end with 0, whatever else goes on. */
const ALWAYS_WELL = [
  ['run'],
  ['run', '--set', 'drop-small.minimum=3'],
  ['run', '--set', 'scale.factor=3'],
  ['run', '--force'],
  ['run', '--force', 'scale', 'scale'],
  ['run', '--force', 'read-numbers', '--force', 'drop-small'],
  ['run', '--from', 'scale'],
  ['status'],
  ['status', '--set', 'scale.factor=3'],
  ['plan', '--explain'],
  ['why', 'add-up'],
  ['gc'],
  ['gc', '--keep-last', '0', '--set', 'drop-small.minimum=3'],
  ['gc', '--dry-run'],
  ['verify'],
  ['history'],
  ['graph'],
  ['import', 'exported.tar'],
  ['import', 'other.tar'],
];
/** Each may end with a sentence, as when another command took away what it wants. */
const PERHAPS = [
  ['run', '--only', 'add-up'],
  ['clean', 'scale', '--yes'],
  ['clean', 'drop-small', 'chain-steps', '--yes'],
  ['clean', '--yes'],
  ['export', 'scale', 'new.tar'],
  ['export', 'chain-steps', 'new.tar'],
  ['accept', 'scale', '--because', 'a try', '--set', 'scale.factor=3'],
  ['accept', 'drop-small', '--because', 'a try', '--set', 'drop-small.minimum=3'],
  ['diff', 'last', 'last'],
  ['log', 'chain-steps'],
];
const COMMANDS = [...ALWAYS_WELL, ...PERHAPS];
/** Commands begin within this time, about as long as a run takes. */
const WITHIN_MS = 1500;
/** What only a programming mistake says, or the system without a word on what to do. */
const RAW =
  /cannot read propert|is not a function|is not iterable|is not defined|\[object Object\]|\n\s+at .*:\d+|(^|\n|: )E[A-Z]{4,}: /i;

const OUTPUTS = [
  'scale/latest/scaled.json',
  'chain-steps/latest/chain.json',
  'add-up/latest/total/total.txt',
];
/** Two exported artifacts to import: one that the store has, one that it had. */
const PREPARATION = [
  ['run', '--set', 'scale.factor=3'],
  ['export', 'scale', 'other.tar'],
  ['clean', 'scale', '--yes'],
  ['run'],
  ['export', 'chain-steps', 'exported.tar'],
];

/** A project that ran, as a tar file, and what its outputs hold. */
interface Prepared {
  tar: Buffer;
  expected: string[];
}
let prepared: Promise<Prepared> | undefined;

// Kept in memory: the process of these tries is killed when they are over.
async function prepare(): Promise<Prepared> {
  const project = await createProject();
  await project.write('pipeline.yaml', PIPELINE);
  for (const args of PREPARATION) {
    const {code, text} = await project.geneglot(...args);
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${text}`);
  }
  await execute('tar', ['-cf', `${project.folder}.tar`, '-C', project.folder, '.']);
  const tar = await readFile(`${project.folder}.tar`);
  const expected = await readOutputs(project);
  await Promise.all([project.remove(), rm(`${project.folder}.tar`)]);
  return {tar, expected};
}

export const target: FuzzTarget = {
  ciTries: 2,
  patienceSeconds: 300,
  async tryOnce(random, scratch) {
    prepared ??= prepare();
    const {tar, expected} = await prepared;
    const project = new Project(join(scratch, 'project'));
    await mkdir(project.folder);
    await writeFile(join(scratch, 'project.tar'), tar);
    await execute('tar', ['-xf', join(scratch, 'project.tar'), '-C', project.folder]);
    const start = random.int(4);
    if (start === 0) await rm(project.path('artifacts'), {recursive: true});
    if (start === 1) await project.geneglot('run', '--set', 'scale.factor=3');
    const commands = Array.from({length: 2 + random.int(2)}, () => pick(random, COMMANDS));
    const delays = commands.map(() => random.int(WITHIN_MS));
    const outputs = await Promise.all(
      commands.map(async (args, i) => {
        await wait(delays[i]);
        return project.geneglot(...args);
      }),
    );
    const shown = commands.map((args, i) => `${args.join(' ')} (after ${delays[i]} ms)`).join(', ');
    const problem =
      commands.map((args, i) => judge(args, outputs[i])).find(each => each !== undefined) ??
      (await judgeStore(project, expected));
    return problem && `${shown}, from start ${start}: ${problem}`;
  },
};

function judge(args: readonly string[], {code, text}: Output): string | undefined {
  const what = `${args.join(' ')} ended with ${code}: ${text}`;
  if (RAW.test(text)) return `no sentence for a user: ${what}`;
  if (code === 0) return undefined;
  if (code !== 1 || ALWAYS_WELL.some(each => each.join(' ') === args.join(' '))) return what;
  return undefined;
}

async function judgeStore(
  project: Project,
  expected: readonly string[],
): Promise<string | undefined> {
  const verified = await project.geneglot('verify');
  if (verified.code !== 0) return verified.text;
  const {code, text} = await project.geneglot('run');
  if (code !== 0) return `the run after it ended with ${code}: ${text}`;
  const found = await readOutputs(project);
  for (const [i, output] of OUTPUTS.entries()) {
    if (found[i] !== expected[i])
      return `${output} has ${found[i]}, expected ${expected[i]}: ${text}`;
  }
  return findLeftovers(project);
}

function readOutputs(project: Project): Promise<string[]> {
  return Promise.all(
    OUTPUTS.map(output => readFile(project.path('artifacts', output), 'utf8').catch(String)),
  );
}

/** What a command that ended well must not leave. */
async function findLeftovers(project: Project): Promise<string | undefined> {
  const names = await readdir(project.path('artifacts'), {recursive: true});
  const left = names.filter(name =>
    /(^|\/)\.(tmp|lock|import|latest)-|^\.reading\/|\.tmp$/.test(name),
  );
  return left.length > 0 ? `${left.join(', ')} was left in the store` : undefined;
}

function pick<T>(random: Random, list: readonly T[]): T {
  return list[random.int(list.length)];
}
