// The baselines beside SciPy's sparse products and LAPACK, on the same training sets and prompts, in one run:
// milliseconds a prompt for each method, seconds for EASE's Gram matrix and inverse, and whether the numbers agree.
//   npx tsx bench/baselines.ts --tokens artifacts/tokenize/latest --prompts 100 --genes 10000 --lambda 1000
// --genes 0 leaves EASE out; --exact also inverts with 64 bits and says how far both are from that.
import {execFileSync} from 'node:child_process';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {loadEngine} from '../shared/engines/load.ts';
import {tokenShard} from '../shared/formats/token-shard.ts';
import {maskSets} from '../shared/genes/tokens/mask-shard.ts';
import {createCoOccurrence} from '../shared/models/baselines/co-occurrence.ts';
import {createEaseRanker, frequentGenes, rowsOfGenes} from '../shared/models/baselines/ease.ts';
import {indexGenes} from '../shared/models/baselines/gene-index.ts';
import type {GeneRanker} from '../shared/models/baselines/gene-ranker.ts';
import {createItemItem} from '../shared/models/baselines/item-item.ts';
import {createNearestSets} from '../shared/models/baselines/nearest-sets.ts';
import {createShareRanker, popularityShares} from '../shared/models/baselines/popularity.ts';
import {rowsOf} from '../shared/stats/matrix-rows.ts';

const {values} = parseArgs({
  options: {
    tokens: {type: 'string', default: 'artifacts/tokenize/latest'},
    prompts: {type: 'string', default: '100'},
    genes: {type: 'string', default: '10000'},
    lambda: {type: 'string', default: '1000'},
    exact: {type: 'boolean', default: false},
  },
});
const PEER = join(import.meta.dirname, 'peers', 'baselines.py');

interface Time {
  /** Seconds. */
  wall: number;
  cpu: number;
}

const times: Record<string, Time> = {};

async function time<Result>(name: string, run: () => Result | Promise<Result>): Promise<Result> {
  const started = performance.now();
  const cpu = process.cpuUsage();
  const result = await run();
  const {user, system} = process.cpuUsage(cpu);
  times[name] = {wall: (performance.now() - started) / 1000, cpu: (user + system) / 1e6};
  return result;
}

const training = await tokenShard.read(join(values.tokens, 'training.arrow'));
const test = await tokenShard.read(join(values.tokens, 'test.arrow'));
const V = training.vocabSize!;
const prompts = maskSets(test, 0.8, 1)
  .map(({promptGenes}) => promptGenes)
  .slice(0, Number(values.prompts));
const index = await time('index of genes', () => indexGenes(training, V));
const {engine} = await loadEngine('auto');
const {engine: onOneCore} = await loadEngine('auto', {threads: 1});
const lookups: Record<string, GeneRanker> = {
  'nearest sets, power 2': await createNearestSets(training, V, {power: 2, idf: false}, onOneCore),
  'nearest sets, power 3, idf': await createNearestSets(
    training,
    V,
    {power: 3, idf: true},
    onOneCore,
  ),
  'item-item': await createItemItem(training, V, onOneCore),
  'co-occurrence': await createCoOccurrence(training, V, {smoothing: 1}, onOneCore),
};

async function rankAll(name: string, ranker: GeneRanker): Promise<Float64Array[]> {
  await ranker.rank(prompts.slice(0, 10));
  return time(name, () => ranker.rank(prompts));
}

/** As an answer to somebody who waits for it. */
async function rankOneByOne(name: string, ranker: GeneRanker): Promise<void> {
  await time(name, async () => {
    for (const prompt of prompts) await ranker.rank([prompt]);
  });
}

/** Largest difference of finite scores as a share of the row's highest. */
function differenceOf(rows: Float64Array[], other: Float64Array): number {
  let largest = 0;
  for (const [i, row] of rows.entries()) {
    const highest = row.reduce((a, b) => Math.max(a, b), 0);
    row.forEach((score, token) => {
      if (score === Number.NEGATIVE_INFINITY) return;
      largest = Math.max(largest, Math.abs(score - other[i * V + token]) / highest);
    });
  }
  return largest;
}

const folder = await mkdtemp(join(tmpdir(), 'geneglot-bench-'));
try {
  const write = (name: string, data: Int32Array | Uint32Array) =>
    writeFile(join(folder, name), data);
  const readNumbers = async (name: string) =>
    new Float64Array(new Uint8Array(await readFile(join(folder, name))).buffer);
  const n = Math.min(Number(values.genes), frequentGenes(index, V).length);
  const promptOffsets = Int32Array.from({length: prompts.length + 1}, (_, i) =>
    prompts.slice(0, i).reduce((sum, prompt) => sum + prompt.length, 0),
  );
  await write('offsets.i32', training.offsets);
  await write('tokens.u32', Uint32Array.from(training.tokens));
  await write('prompt_offsets.i32', promptOffsets);
  await write('prompts.i32', Int32Array.from(prompts.flatMap(prompt => [...prompt])));
  const ask = {tokens: V, genes: n, lambda: Number(values.lambda), exact: values.exact};
  await writeFile(join(folder, 'ask.json'), JSON.stringify(ask));

  const scores: Record<string, Float64Array[]> = {};
  for (const [name, ranker] of Object.entries(lookups)) scores[name] = await rankAll(name, ranker);
  const first = 'nearest sets, power 2';
  await rankOneByOne(`${first}, one by one`, lookups[first]);
  for (const ranker of Object.values(lookups)) ranker.dispose();
  await rankAll('popularity', createShareRanker(popularityShares(index)));
  let inverse: Float32Array | undefined;
  if (n > 0) {
    const genes = frequentGenes(index, n);
    const rows = await time('EASE: rows of genes', () => rowsOfGenes(index, genes));
    const gram = await time('EASE: Gram matrix', () => engine.gramMatrix(rows, n));
    for (let i = 0; i < n; i++) gram[i * n + i] += ask.lambda;
    inverse = await time('EASE: inverse', () => engine.invertPositiveDefinite(gram, n));
    await rankAll(
      'EASE',
      createEaseRanker({genes, weights: rowsOf(inverse, n)}, popularityShares(index)),
    );
  }

  const peer: Record<string, Time> = JSON.parse(
    execFileSync('/usr/bin/python3', [PEER, folder], {encoding: 'utf8'}),
  );
  for (const [i, name] of Object.keys(lookups).entries()) {
    const difference = differenceOf(scores[name], await readNumbers(`scores-${i}.f64`));
    console.log(
      `${name}: scores differ from the peer's by ${difference.toExponential(1)} of the best`,
    );
  }
  if (inverse) {
    const diagonal = await readNumbers('diagonal.f64');
    const worst = diagonal.reduce(
      (most, value, i) => Math.max(most, Math.abs(inverse![i * n + i] / value - 1)),
      0,
    );
    console.log(`EASE: the inverses' diagonals differ by ${worst.toExponential(1)} of themselves`);
    if (values.exact) reportExact(inverse, await readNumbers('exact.f64'), n);
  }
  printTable(peer);
} finally {
  await rm(folder, {recursive: true});
}

/** Distance to the inverse of 64 bits, whose lower half is given, relative to its off-diagonal length. */
function reportExact(inverse: Float32Array, exact: Float64Array, n: number): void {
  let squared = 0;
  let length = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      squared += (inverse[i * n + j] - exact[j * n + i]) ** 2;
      length += exact[j * n + i] ** 2;
    }
  }
  console.log(
    `EASE: off the diagonal ${Math.sqrt(squared / length).toExponential(1)} from 64 bits`,
  );
}

function printTable(peer: Record<string, Time>): void {
  const {length} = prompts;
  console.log(
    `${index.setCount} sets, ${training.tokens.length} memberships, ${V} tokens; ${length} prompts; a prompt's milliseconds, EASE's seconds`,
  );
  console.table(
    Object.entries(times).map(([what, ours]) => {
      const unit = what.startsWith('EASE:') || what.startsWith('index') ? 1 : 1000 / length;
      const theirs = peer[what];
      const text = (value?: number) => (value === undefined ? '' : (value * unit).toPrecision(3));
      return {
        what,
        ours: text(ours.wall),
        'ours, CPU': text(ours.cpu),
        SciPy: text(theirs?.wall),
        'SciPy, CPU': text(theirs?.cpu),
        ratio: theirs ? (theirs.cpu / ours.cpu).toPrecision(2) : '',
      };
    }),
  );
}
