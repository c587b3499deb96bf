// Our engine beside its peers, in one sitting: make bench-engine. Writes bench/results/engine.json and the table in
// bench/RESULTS.md. --cases g2,gemm measures some groups only; --rounds N; --busy compares one thread of each by processor
// time, where others use the machine; --quick is a smoke test that writes nothing.
import {mkdtempSync, rmSync} from 'node:fs';
import {availableParallelism, tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {loadEngine} from '../../shared/engines/load.ts';
import type {Setting} from './bench-setting.ts';
import {findPeers} from './find-peers.ts';
import {measurePeaks} from './measure-gemm.ts';
import {SHAPES} from './model-shapes.ts';
import {measureCompletion, measureContention, measureGemm, measureLeak} from './other-cases.ts';
import {describeProcessor} from './processor.ts';
import {measureTraining} from './train-cases.ts';
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
const FULL = {rounds: 3, seconds: 3, sets: 200, leakSteps: 10_000, gemmRounds: 101};
const QUICK = {rounds: 1, seconds: 1, sets: 50, leakSteps: 500, gemmRounds: 21};

const {values} = parseArgs({
  options: {
    cases: {type: 'string'},
    rounds: {type: 'string'},
    quick: {type: 'boolean', default: false},
    busy: {type: 'boolean', default: false},
  },
});
const groups = askedGroups(values.cases);
const log = (line: string) => console.log(line);
const processor = describeProcessor();
log(`processor: ${processor}`);
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
function askedGroups(cases: string | undefined): string[] {
  const chosen = cases?.split(',') ?? Object.keys(GROUPS);
  const unknown = chosen.find(name => !(name in GROUPS));
  if (unknown === undefined) return chosen;
  throw new Error(`--cases has ${unknown}: expected some of ${Object.keys(GROUPS).join(', ')}`);
}

async function makeSetting(): Promise<Setting> {
  const size = values.quick ? QUICK : FULL;
  // The peer was tuned on two cores; more are not compared.
  const threads = values.busy ? 1 : Math.min(2, availableParallelism());
  const folder = mkdtempSync(join(tmpdir(), 'geneglot-bench-'));
  const needsPeer = groups.some(group => !NEEDS_NO_PEER.has(group));
  const hasBf16 = await loadEngine('native', {precision: 'bf16'}).then(
    () => true,
    () => false,
  );
  if (!hasBf16) log('bf16: this processor has no AVX512-BF16, so there are no rows of it');
  return {
    ...{...size, hasBf16, folder, log, threads},
    clock: values.busy ? 'processor' : 'wall',
    rounds: values.rounds ? Number(values.rounds) : size.rounds,
    peers: needsPeer ? findPeers(log) : {torch2: [], torch1: undefined, transformers: undefined},
    peaks: groups.some(group => group in SHAPES)
      ? await measurePeaks(folder, threads, size.gemmRounds)
      : {},
  };
}

/** After each group, so that a run that is stopped keeps what it measured. */
function save(measured: Row[]): void {
  const bench = join(import.meta.dirname, '..');
  const files = {json: join(bench, 'results/engine.json'), markdown: join(bench, 'RESULTS.md')};
  writeResults(files, measured, Object.keys(GROUPS), {
    conditions: conditionsOf(setting),
    text: describeRun(setting),
  });
}

function describeRun({rounds, seconds, hasBf16}: Setting): string {
  return [
    `\`make bench-engine\`: ${conditionsOf(setting)}, Node ${process.versions.node}.`,
    `Both sides took turns in ${rounds} ${rounds === 1 ? 'round' : 'rounds'}, each a process of its own: ${seconds} s of steps after two to warm up, of which the best counts; a step is forward, backward, clipping and AdamW.`,
    "Numbers are medians of the rounds, and the ratio (ours ÷ peer) is the median of the rounds' ratios.",
    'PyTorch 2 runs with fused attention and fused AdamW, compiled and as it is; the faster is the peer.',
    "`malloc`'s thresholds are raised for PyTorch, and 1.13 has OpenBLAS's OpenMP build.",
    '"Of the peak": what the matrix products of a step need, as a share of the multiply-adds that the processor makes on as many threads in the same run, ours / the peer\'s.',
    'Memory is the largest resident size of the process.',
    ...(hasBf16 ? [] : ['The processor has no AVX512-BF16, so there are no rows of bf16.']),
  ].join(' ');
}

/** What numbers of one table must have in common. */
function conditionsOf({threads, clock}: Setting): string {
  const on = threads === 1 ? 'one thread' : `${threads} threads`;
  return `${processor}, ${on}${clock === 'processor' ? ', by processor time on a machine that others used' : ''}`;
}
