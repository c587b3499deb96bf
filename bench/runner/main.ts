// The runner's speed beside Snakemake and GNU Make on the same synthetic graphs, in one sitting.
// Run: make bench-runner, or npx tsx bench/runner/main.ts [--stages 2000] [--repeats 5] [--small 20] [--real]
import {execFileSync, spawnSync} from 'node:child_process';
import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {parseArgs} from 'node:util';
import {fillStore} from './fill-store.ts';
import {createGraph, type Recipe, ROOT, shellRecipe, writeProject} from './synthetic-dag.ts';

const COMMAND = join(ROOT, 'bin/geneglot.mjs');
const RESULTS = join(ROOT, 'bench/results/runner.json');
const REPORT = join(ROOT, 'bench/RESULTS.md');
const MARKERS = ['<!-- runner: begin -->', '<!-- runner: end -->'];
/** Width of a layer of the synthetic graph. */
const WIDTH = 100;
/** Longer than the two seconds in which the runner trusts no stamp. */
const SETTLE_MS = 2500;

/** Seconds of ours and of the peer; a case without a peer is measured against a bare process or alone. */
interface Case {
  case: string;
  ours: number;
  peer: number | null;
  /** How many times faster ours is. */
  ratio: number | null;
}

const {values: options} = parseArgs({
  options: {
    stages: {type: 'string', default: '2000'},
    small: {type: 'string', default: '20'},
    repeats: {type: 'string', default: '5'},
    real: {type: 'boolean', default: false},
  },
});
const repeats = Number(options.repeats);

async function main(): Promise<void> {
  const cases = [
    ...(await benchLargeGraph(Number(options.stages))),
    ...(await benchTinyStages(Number(options.small))),
    ...(options.real ? [await benchRealPipeline()] : []),
  ];
  await mkdir(dirname(RESULTS), {recursive: true});
  await writeFile(RESULTS, `${JSON.stringify(cases, null, 2)}\n`);
  const table = toTable(cases);
  await writeFile(REPORT, replaceBetweenMarkers(await readFile(REPORT, 'utf8'), table));
  console.log(table);
}

/** Planning and finding nothing to do, where the engines' own work is all there is. */
async function benchLargeGraph(count: number): Promise<Case[]> {
  const folder = await writeProject(createGraph(count, WIDTH), shellRecipe);
  const label = `${count.toLocaleString('en')} stages`;
  const cases: Case[] = [];
  time(folder, process.execPath, [COMMAND, 'plan']);
  const plan = time(folder, process.execPath, [COMMAND, 'plan']);
  cases.push(
    ...versusPeers(`plan of ${label}`, plan, folder, {snakemake: ['-n', '-q'], make: ['-n']}),
  );
  await fillStore(folder);
  execFileSync('make', ['-j2'], {cwd: folder, stdio: 'ignore'});
  if (isInstalled('snakemake')) {
    execFileSync('snakemake', ['--touch', '--cores', '1', '-q'], {cwd: folder, stdio: 'ignore'});
  }
  await wait(SETTLE_MS);
  time(folder, process.execPath, [COMMAND, 'run'], 1);
  const nothing = time(folder, process.execPath, [COMMAND, 'run']);
  const peers = {snakemake: ['--cores', '1', '-q'], make: []};
  cases.push(...versusPeers(`no-op run of ${label}`, nothing, folder, peers));
  await rm(folder, {recursive: true});
  return cases;
}

/** A run of tiny stages, one after another; every engine starts the same process for a stage. */
async function benchTinyStages(count: number): Promise<Case[]> {
  const folder = await writeProject(createGraph(count, 2), stageRecipe);
  await wait(SETTLE_MS);
  time(folder, process.execPath, [COMMAND, 'plan'], 2);
  const reset = (): void => {
    for (const name of ['out', '.snakemake', 'artifacts']) {
      spawnSync('bash', ['-c', `shopt -s extglob; rm -rf ${name}/*`], {cwd: folder});
    }
  };
  const run = time(folder, process.execPath, [COMMAND, 'run'], repeats, reset);
  const bare = time(folder, 'make', [], repeats, reset);
  const cases = [
    {
      ...{case: `seconds a stage over the bare process, of ${count} tiny stages`},
      ...{ours: (run - bare) / count, peer: null, ratio: null},
    },
    toCase(`run of ${count} tiny stages, make (the bare processes)`, run, bare),
  ];
  if (isInstalled('snakemake')) {
    const snakemake = time(folder, 'snakemake', ['--cores', '1', '-q'], repeats, reset);
    cases.push(toCase(`run of ${count} tiny stages, Snakemake`, run, snakemake));
  }
  await rm(folder, {recursive: true});
  return cases;
}

/** The stage on its own: what a shell or another engine would start for it. */
const stageRecipe: Recipe = (inputs, output) =>
  [
    `${process.execPath} --import tsx stages/${inputs.length > 0 ? 'join' : 'seed'}.ts`,
    ...inputs.map(input => `--in texts=${input}`),
    `--out text=${output} >/dev/null`,
  ].join(' ');

/** A second run of the project's own pipeline, with small models so that the first is short. */
async function benchRealPipeline(): Promise<Case> {
  const artifacts = await mkdtemp(join(tmpdir(), 'geneglot-bench-'));
  const settings = [
    'train-gpt.maxSteps=20',
    'train-gpt.nLayer=2',
    'train-gpt.nEmbd=32',
    'train-gpt.nHead=2',
    'train-set-encoder.maxSteps=20',
    'train-ease.maxGenes=500',
    'mix-models.maxSets=20',
    'stack-models.maxSets=20',
    'stack-models.caseSets=20',
    'stack-models.epochs=1',
    'complete-gene-sets.protocols=[tcc]',
    'complete-gene-sets.seeds=[1]',
  ];
  const args = [COMMAND, 'run', '--artifacts', artifacts];
  for (const setting of [...settings, 'split.testSets=200']) args.push('--set', setting);
  time(ROOT, process.execPath, args, 1);
  await wait(SETTLE_MS);
  time(ROOT, process.execPath, args, 1);
  const ours = time(ROOT, process.execPath, args);
  await rm(artifacts, {recursive: true});
  return {case: 'no-op run of pipeline.yaml', ours, peer: null, ratio: null};
}

/** Fewest seconds of several runs: what the machine can do when nothing disturbs it. */
function time(
  folder: string,
  command: string,
  args: string[],
  times = repeats,
  before: () => void = () => undefined,
): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < times; run++) {
    before();
    const startedAt = performance.now();
    const {status, stderr} = spawnSync(command, args, {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stderr}`);
    best = Math.min(best, (performance.now() - startedAt) / 1000);
  }
  return best;
}

function versusPeers(
  name: string,
  ours: number,
  folder: string,
  peers: {snakemake: string[]; make: string[]},
): Case[] {
  const cases = [toCase(`${name}, make`, ours, time(folder, 'make', peers.make))];
  if (!isInstalled('snakemake')) {
    console.log('snakemake is not installed: its cases are left out (apt-get install snakemake)');
    return cases;
  }
  // Snakemake takes seconds for one run: a third of the repeats will do.
  const theirs = time(folder, 'snakemake', peers.snakemake, Math.ceil(repeats / 3));
  return [toCase(`${name}, Snakemake`, ours, theirs), ...cases];
}

function isInstalled(command: string): boolean {
  return spawnSync(command, ['--version'], {stdio: 'ignore'}).status === 0;
}

function toCase(name: string, ours: number, peer: number): Case {
  return {case: name, ours, peer, ratio: peer / ours};
}

function toTable(cases: readonly Case[]): string {
  const seconds = (value: number | null): string => (value === null ? '' : `${value.toFixed(3)} s`);
  const rows = cases.map(({case: name, ours, peer, ratio}) => [
    name,
    seconds(ours),
    seconds(peer),
    ratio === null ? '' : `${ratio.toPrecision(2)}×`,
  ]);
  const head = ['case', 'geneglot', 'peer', 'peer ÷ geneglot'];
  const widths = head.map((title, at) =>
    Math.max(title.length, ...rows.map(row => row[at].length)),
  );
  const line = (cells: string[]): string =>
    `| ${cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at]))).join(' | ')} |`;
  const rule = widths.map((width, at) =>
    at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

function replaceBetweenMarkers(text: string, table: string): string {
  const [begin, end] = MARKERS;
  const start = text.indexOf(begin);
  const stop = text.indexOf(end);
  if (start < 0 || stop < 0)
    throw new Error(`bench/RESULTS.md: expected the lines ${MARKERS.join(' and ')}`);
  return `${text.slice(0, start + begin.length)}\n\n${table}\n\n${text.slice(stop)}`;
}

await main();
