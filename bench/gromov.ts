// Gromov–Wasserstein beside POT (numpy, network simplex in C++) on the same random points, in one run and in turns: the
// start from the product coupling, which both have.
//   npx tsx bench/gromov.ts --python .peers/bin/python --points 400 --others 500 --rounds 5
import {execFileSync} from 'node:child_process';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {distancesBetween} from '../shared/stats/nearest-neighbours.ts';
import {
  GROMOV_DEFAULTS,
  gromovWasserstein,
} from '../shared/stats/optimal-transport/gromov-wasserstein.ts';
import type {Points} from '../shared/stats/principal-components.ts';
import {createRandom} from '../shared/stats/random.ts';

const {values} = parseArgs({
  options: {
    python: {type: 'string', default: '.peers/bin/python'},
    points: {type: 'string', default: '400'},
    others: {type: 'string', default: '500'},
    rounds: {type: 'string', default: '5'},
  },
});
const PEER = join(import.meta.dirname, 'peers', 'gromov.py');
const DIMENSIONS = 10;
const [a, b] = [cloud(Number(values.points), 1), cloud(Number(values.others), 2)];
const pair = {n: a.count, m: b.count, C: distancesBetween(a, a), D: distancesBetween(b, b)};

interface Times {
  seconds: number[];
  processor: number[];
  cost: number;
}

const ours: Times = {seconds: [], processor: [], cost: 0};
const peer: Times & {version: string} = {seconds: [], processor: [], cost: 0, version: ''};
for (let round = 0; round < Number(values.rounds); round++) {
  const started = performance.now();
  const before = process.cpuUsage();
  ours.cost = gromovWasserstein(pair, {...GROMOV_DEFAULTS, starts: ['product']}).cost;
  const {user, system} = process.cpuUsage(before);
  ours.seconds.push((performance.now() - started) / 1000);
  ours.processor.push((user + system) / 1e6);
  const answer = askPeer();
  // The first of two loads what numpy loads when it is used.
  peer.seconds.push(answer.seconds[1]);
  peer.processor.push(answer.processor[1]);
  Object.assign(peer, {cost: answer.cost, version: answer.version});
}
console.log(`${a.count} by ${b.count} points, medians of ${values.rounds} rounds`);
for (const [name, times] of [
  ['ours', ours],
  [`POT ${peer.version}`, peer],
] as const) {
  console.log(
    `${name}: ${median(times.seconds).toFixed(2)} s, ${median(times.processor).toFixed(2)} s of processors, cost ${times.cost}`,
  );
}

function cloud(count: number, seed: number): Points {
  const random = createRandom(seed);
  const coordinates = Float64Array.from({length: count * DIMENSIONS}, () => random.next());
  return {count, dimensions: DIMENSIONS, coordinates};
}

function askPeer(): typeof peer {
  const input = JSON.stringify({a: rowsOf(a), b: rowsOf(b), rounds: 2});
  return JSON.parse(execFileSync(values.python, [PEER], {input, encoding: 'utf8'}));
}

function rowsOf({count, coordinates}: Points): number[][] {
  return Array.from({length: count}, (_, row) =>
    Array.from(coordinates.subarray(row * DIMENSIONS, (row + 1) * DIMENSIONS)),
  );
}

function median(numbers: number[]): number {
  return numbers.toSorted((x, y) => x - y)[Math.floor(numbers.length / 2)];
}
