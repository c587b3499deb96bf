// Kills runs at random instants, edits sources and code under them and has other runs make their upstream anew, and
// checks what the next run makes of it: the right bytes for the inputs as they then are, and nothing made twice.
// Run: npx tsx test/kill/kill-at-random.ts [--kills 200] [--seed 1]; the last line is `N kills, N wrong`.
import {spawn} from 'node:child_process';
import {setTimeout as wait} from 'node:timers/promises';
import {parseArgs} from 'node:util';
import {createRandom, type Random} from '../../shared/stats/random.ts';
import {COMMAND, createProject, ended, type Project} from '../pipeline/project.ts';
import {type Disturbance, disturb, EDITS, type Edit} from './disturb.ts';
import {kill, TARGETS, type Target} from './kill-process.ts';
import {clearArtifacts, type Snapshot, snapshot} from './snapshot.ts';

const PIPELINE = `name: to-be-killed
stages:
  read-numbers: {inputs: {lists: data}}
  drop-small: {inputs: {numbers: read-numbers.numbers}, params: {minimum: 2}}
  chain-steps: {inputs: {numbers: read-numbers.numbers}, params: {steps: 20, stepMs: 10}}
  add-up: {inputs: {lists: [drop-small.kept, chain-steps.chain]}}
`;
const RUN = ['run', '--jobs', '2'] as const;
/** How many tries have a disturbance beside their kill. */
const DISTURBED = 0.6;

/** What runs on all states of sources and code give. */
interface Expected {
  /** Content by `stage/key` of every artifact that any run here may make. */
  contents: Map<string, string>;
  /** Artifacts that a run on the state of these edits must leave, by `nameOf` the state. */
  artifacts: Map<string, string[]>;
  /** How long an undisturbed run takes. */
  ms: number;
}

const {values: options} = parseArgs({
  options: {kills: {type: 'string', default: '200'}, seed: {type: 'string', default: '1'}},
});

await main(Number(options.kills), createRandom(Number(options.seed)));

async function main(kills: number, random: Random): Promise<void> {
  const project = await createProject();
  await project.write('pipeline.yaml', PIPELINE);
  const expected = await runUndisturbed(project);
  const counts: Record<string, number> = {};
  const count = (what: string): void => {
    counts[what] = (counts[what] ?? 0) + 1;
  };
  const wrong: string[] = [];
  for (let done = 0; done < kills; ) {
    await clearArtifacts(project);
    const target = TARGETS[random.int(TARGETS.length)];
    const delay = random.next() * expected.ms;
    const disturbance =
      random.next() < DISTURBED ? disturb(project, random, expected.ms) : undefined;
    const hit = await runAndKill(project, target, delay);
    if (hit) count(target);
    if (hit) done++;
    if (disturbance) count(disturbance.kind);
    if (!hit && !disturbance) continue;
    const problem = await check(project, expected, disturbance, count);
    const what = `${target} after ${Math.round(delay)} ms${disturbance ? `, ${disturbance.kind} ${disturbance.edit?.file ?? ''}` : ''}`;
    if (problem) wrong.push(`kill ${done} (${what}): ${problem}`);
    if (problem) console.log(wrong.at(-1));
    if (hit && done % 20 === 0) console.log(`${done} of ${kills} kills`);
  }
  const lines = Object.entries(counts).map(([what, times]) => `${what} ${times}`);
  console.log(lines.sort().join(', '));
  console.log(`${kills} kills, ${wrong.length} wrong`);
  await project.remove();
  process.exitCode = wrong.length > 0 ? 1 : 0;
}

/** Runs on every state of sources and code, and with the parameters of the other run. */
async function runUndisturbed(project: Project): Promise<Expected> {
  const contents = new Map<string, string>();
  const artifacts = new Map<string, string[]>();
  for (const edits of subsetsOf(EDITS)) {
    for (const {file, from, to} of edits) await project.edit(file, from, to);
    await wait(2500);
    await clearArtifacts(project);
    await requireRun(project, [...RUN]);
    artifacts.set(nameOf(edits), [...(await snapshot(project)).keys()]);
    await requireRun(project, ['run', '--set', 'drop-small.minimum=3']);
    for (const [name, {content}] of await snapshot(project)) contents.set(name, content);
    for (const {file, from, to} of edits) await project.edit(file, to, from);
  }
  // Hashes are remembered now, and the runner is compiled, as in all later runs.
  await wait(2500);
  await requireRun(project, [...RUN]);
  await clearArtifacts(project);
  const startedAt = performance.now();
  await requireRun(project, [...RUN]);
  return {contents, artifacts, ms: performance.now() - startedAt};
}

function subsetsOf(edits: readonly Edit[]): Edit[][] {
  const subsets: Edit[][] = [[]];
  for (const edit of edits) subsets.push(...subsets.map(subset => [...subset, edit]));
  return subsets;
}

function nameOf(edits: readonly Edit[]): string {
  return edits.map(({file}) => file).join(' ');
}

async function requireRun(project: Project, args: string[]): Promise<void> {
  const {code, text} = await project.geneglot(...args);
  if (code !== 0) throw new Error(`the undisturbed run failed:\n${text}`);
}

/** Kills a fresh run after `delay` ms; false when it was over before, or had no stage to kill. */
async function runAndKill(project: Project, target: Target, delay: number): Promise<boolean> {
  const run = spawn(process.execPath, [COMMAND, ...RUN], {
    cwd: project.folder,
    stdio: 'ignore',
    detached: true,
  });
  const end = ended(run);
  await wait(delay);
  const hit = kill(run, target);
  if (!hit && run.exitCode === null) process.kill(-(run.pid as number), 'SIGKILL');
  await end;
  return hit;
}

/** Runs again, at once after a kill and once a disturbance is over, and once more with an edit that was left undone. */
async function check(
  project: Project,
  expected: Expected,
  disturbance: Disturbance | undefined,
  count: (what: string) => void,
): Promise<string | undefined> {
  const isEdit = disturbance?.kind !== 'other run';
  if (isEdit) await disturbance?.done;
  const forced = disturbance?.forced ?? [];
  const left = disturbance?.kind === 'edit left' && disturbance.edit;
  const problem = await checkRerun(project, expected, left ? [left] : [], forced, count);
  if (left) await project.edit(left.file, left.to, left.from);
  const other = await disturbance?.done;
  if (problem) return problem;
  if (other && other.code !== 0) return `the other run ended with ${other.code}:\n${other.text}`;
  return left || other ? checkRerun(project, expected, [], forced, count) : undefined;
}

// The rerun starts at once: a stage process that outlived its runner may still be at work.
async function checkRerun(
  project: Project,
  {contents, artifacts}: Expected,
  edits: readonly Edit[],
  forced: readonly string[],
  count: (what: string) => void,
): Promise<string | undefined> {
  const before = await snapshot(project);
  const {code, text} = await project.geneglot(...RUN);
  if (text.includes('chain-steps: resumes after')) count('reruns that resumed a stage');
  if (text.includes('nothing of it is kept')) count('reruns that noticed an edit');
  if (code !== 0) return `the rerun ended with ${code}:\n${text}`;
  const after: Snapshot = await snapshot(project);
  for (const [name, {content}] of after) {
    if (!contents.has(name)) return `${name} is the artifact of no state of the inputs`;
    if (contents.get(name) !== content) return `${name} has other bytes`;
  }
  for (const name of artifacts.get(nameOf(edits)) ?? []) {
    const [found, earlier] = [after.get(name), before.get(name)];
    if (!found) return `${name} was not made`;
    const mayRepeat = forced.includes(name.split('/')[0]);
    if (earlier && earlier.startedAt !== found.startedAt && !mayRepeat) {
      return `${name} was finished and ran again`;
    }
  }
  return undefined;
}
