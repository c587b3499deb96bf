// Kills runs at random instants and checks what the next run makes of it: the same bytes, and nothing made twice.
// Run: npx tsx test/kill/kill-at-random.ts [--kills 200] [--seed 1]; the last line is `N kills, N wrong`.
import {type ChildProcess, spawn} from 'node:child_process';
import {createHash} from 'node:crypto';
import {readdirSync, readFileSync} from 'node:fs';
import {readdir, readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {parseArgs} from 'node:util';
import type {Manifest} from '../../shared/pipeline/store/manifest.ts';
import {COMMAND, createProject, ended, type Project} from '../pipeline/project.ts';

const PIPELINE = `name: to-be-killed
stages:
  read-numbers: {inputs: {lists: data}}
  drop-small: {inputs: {numbers: read-numbers.numbers}, params: {minimum: 2}}
  chain-steps: {inputs: {numbers: read-numbers.numbers}, params: {steps: 20, stepMs: 10}}
  add-up: {inputs: {lists: [drop-small.kept, chain-steps.chain]}}
`;

/** Whom a kill hits: the runner alone, one stage's process alone, or the whole process group. */
const TARGETS = ['runner', 'stage', 'group'] as const;
type Target = (typeof TARGETS)[number];

/** Artifacts by `stage/key`, with when they were started and a hash over their output files. */
type Snapshot = Map<string, {startedAt: string; content: string}>;

const {values: options} = parseArgs({
  options: {kills: {type: 'string', default: '200'}, seed: {type: 'string', default: '1'}},
});

await main(Number(options.kills), Number(options.seed));

async function main(kills: number, seed: number): Promise<void> {
  const project = await createProject();
  await project.write('pipeline.yaml', PIPELINE);
  const random = createRandom(seed);
  const {expected, ms} = await runUndisturbed(project);
  const counts = {runner: 0, stage: 0, group: 0, resumed: 0};
  const wrong: string[] = [];
  for (let done = 0; done < kills; ) {
    await clearArtifacts(project);
    const target = TARGETS[Math.floor(random() * TARGETS.length)];
    const delay = random() * ms;
    if (!(await runAndKill(project, target, delay))) continue;
    done++;
    counts[target]++;
    const {problem, resumed} = await checkRerun(project, expected);
    if (resumed) counts.resumed++;
    if (problem) wrong.push(`kill ${done} (${target} after ${Math.round(delay)} ms): ${problem}`);
    if (done % 20 === 0) console.log(`${done} of ${kills} kills`);
  }
  for (const line of wrong) console.log(line);
  const {runner, stage, group, resumed} = counts;
  console.log(
    `runner ${runner}, one stage ${stage}, all at once ${group}; ${resumed} reruns resumed a stage`,
  );
  console.log(`${kills} kills, ${wrong.length} wrong`);
  await project.remove();
  process.exitCode = wrong.length > 0 ? 1 : 0;
}

// The second run has the remembered hashes and the compiled runner, as all later ones.
async function runUndisturbed(project: Project): Promise<{expected: Snapshot; ms: number}> {
  await wait(2500);
  await project.geneglot('run', '--jobs', '2');
  await clearArtifacts(project);
  const startedAt = performance.now();
  const {code, text} = await project.geneglot('run', '--jobs', '2');
  if (code !== 0) throw new Error(`the undisturbed run failed:\n${text}`);
  return {expected: await snapshot(project), ms: performance.now() - startedAt};
}

/** Kills a fresh run after `delay` ms; false when it was over before, or had no stage to kill. */
async function runAndKill(project: Project, target: Target, delay: number): Promise<boolean> {
  const run = spawn(process.execPath, [COMMAND, 'run', '--jobs', '2'], {
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

function kill(run: ChildProcess, target: Target): boolean {
  const pid = run.pid as number;
  if (run.exitCode !== null) return false;
  const victim = target === 'runner' ? pid : target === 'group' ? -pid : childrenOf(pid)[0];
  if (victim === undefined) return false;
  try {
    return process.kill(victim, 'SIGKILL');
  } catch {
    return false;
  }
}

/** Processes started by a process; /proc knows them on Linux. */
function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter(candidate => candidate > pid && parentOf(candidate) === pid);
}

function parentOf(pid: number): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}

// The rerun starts at once: a stage process that outlived its runner may still be at work.
async function checkRerun(
  project: Project,
  expected: Snapshot,
): Promise<{problem?: string; resumed: boolean}> {
  const before = await snapshot(project);
  const {code, text} = await project.geneglot('run', '--jobs', '2');
  const resumed = text.includes('chain-steps: resumes after');
  if (code !== 0) return {problem: `the rerun ended with ${code}:\n${text}`, resumed};
  const after = await snapshot(project);
  for (const [name, {content}] of expected) {
    const found = after.get(name);
    if (found?.content !== content) return {problem: `${name} has other bytes`, resumed};
    const earlier = before.get(name);
    if (earlier && earlier.startedAt !== found.startedAt) {
      return {problem: `${name} was finished and ran again`, resumed};
    }
  }
  if (after.size !== expected.size) return {problem: `${after.size} artifacts`, resumed};
  return {resumed};
}

async function snapshot(project: Project): Promise<Snapshot> {
  const found: Snapshot = new Map();
  const root = project.path('artifacts');
  // The page of the run lies beside the stages' folders.
  const stages = (await readdir(root).catch(() => [])).filter(name => !name.includes('.'));
  for (const stage of stages) {
    for (const key of (await readdir(join(root, stage))).filter(isVisible)) {
      if (key === 'latest') continue;
      const folder = join(root, stage, key);
      const manifest: Manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
      const content = await hashOutputs(folder);
      found.set(`${stage}/${key}`, {startedAt: manifest.startedAt, content});
    }
  }
  return found;
}

/** Hash over an artifact's files but its manifest and log, which hold times. */
async function hashOutputs(folder: string): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(folder, {recursive: true, withFileTypes: true});
  const files = entries
    .filter(entry => entry.isFile() && !['manifest.json', 'log.txt'].includes(entry.name))
    .map(entry => join(entry.parentPath, entry.name));
  for (const file of files.sort()) {
    hash.update(`${file.slice(folder.length)}\0`).update(await readFile(file));
  }
  return hash.digest('hex');
}

async function clearArtifacts(project: Project): Promise<void> {
  const root = project.path('artifacts');
  for (const name of (await readdir(root).catch(() => [])).filter(isVisible)) {
    // A stage that outlived the last kill may still write there for a moment.
    await rm(join(root, name), {recursive: true, force: true, maxRetries: 20, retryDelay: 50});
  }
}

function isVisible(name: string): boolean {
  return !name.startsWith('.');
}

/** Mulberry32: uniform numbers in [0, 1) from a 32-bit seed. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
