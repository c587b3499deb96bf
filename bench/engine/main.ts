// Our engine beside its peers, in one sitting: make bench-engine. Writes bench/results/engine.json and the table in
// bench/RESULTS.md. --cases g2,gemm measures some groups only; --rounds N; --quick is a smoke test that writes nothing.
import {mkdtempSync, rmSync} from 'node:fs';
import {cpus, tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {loadEngine} from '../../shared/engines/load.ts';
import type {Setting} from './bench-setting.ts';
import {SHAPES} from './model-shapes.ts';
import {measureCompletion, measureContention, measureGemm, measureLeak} from './other-cases.ts';
import {missingPeer, PEER} from './run-peer.ts';
import {measureTraining, THREADS} from './train-cases.ts';
import {isMet, type Row, toMarkdown, writeResults} from './write-results.ts';

const GROUPS: Record<string, (setting: Setting) => Promise<Row[]>> = {
  ...Object.fromEntries(
    Object.keys(SHAPES).map(name => [name, (setting: Setting) => measureTraining(setting, name)]),
  ),
  completion: measureCompletion,
  contention: measureContention,
  gemm: measureGemm,
  leak: measureLeak,
};
const NEEDS_NO_PEER = new Set(['gemm', 'leak']);
const FULL = {rounds: 5, seconds: 6, sets: 1000, leakSteps: 10_000, gemmRounds: 101};
const QUICK = {rounds: 1, seconds: 1, sets: 50, leakSteps: 500, gemmRounds: 21};

const {values} = parseArgs({
  options: {
    cases: {type: 'string'},
    rounds: {type: 'string'},
    quick: {type: 'boolean', default: false},
  },
});
const groups = askedGroups(values.cases);
const missing = groups.every(group => NEEDS_NO_PEER.has(group)) ? undefined : missingPeer();
const setting = await makeSetting();
const rows: Row[] = [];
try {
  for (const group of groups) {
    console.log(group);
    const measured = await GROUPS[group](setting);
    if (measured.length > 0) console.log(toMarkdown(measured));
    rows.push(...measured);
    if (!values.quick) save(rows);
  }
} finally {
  rmSync(setting.folder, {recursive: true});
}
for (const {case: name, ratio} of rows.filter(row => !isMet(row))) {
  console.log(`missed: ${name}: ${ratio}`);
}
if (missing) {
  console.error(missing);
  process.exitCode = 1;
}

function askedGroups(cases: string | undefined): string[] {
  const chosen = cases?.split(',') ?? Object.keys(GROUPS);
  const unknown = chosen.find(name => !(name in GROUPS));
  if (unknown === undefined) return chosen;
  throw new Error(`--cases has ${unknown}: expected some of ${Object.keys(GROUPS).join(', ')}`);
}

async function makeSetting(): Promise<Setting> {
  const size = values.quick ? QUICK : FULL;
  return {
    ...size,
    rounds: values.rounds ? Number(values.rounds) : size.rounds,
    hasPeer: missing === undefined,
    hasBf16: await loadEngine('native', {precision: 'bf16'}).then(
      () => true,
      () => false,
    ),
    folder: mkdtempSync(join(tmpdir(), 'geneglot-bench-')),
    log: line => console.log(line),
  };
}

/** After each group, so that a run that is stopped keeps what it measured. */
function save(measured: Row[]): void {
  const {rounds, seconds} = setting;
  const text = `\`make bench-engine\`: ${cpus()[0].model}, ${THREADS} threads, Node ${process.versions.node}; the peer is "${PEER}" (OpenBLAS's OpenMP build, \`malloc\` thresholds raised, ${THREADS} OpenMP threads). Every number is the median of ${rounds} processes that took turns with their peer's (PyTorch without a cache ran once), each the median of ${seconds} s of steps after three to warm up, or the best product of many; a step is forward, backward, clipping and AdamW. ratio = ours ÷ peer. Memory is the largest resident size of the process.`;
  const bench = join(import.meta.dirname, '..');
  const files = {json: join(bench, 'results/engine.json'), markdown: join(bench, 'RESULTS.md')};
  writeResults(files, measured, Object.keys(GROUPS), text);
}
