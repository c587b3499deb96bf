// Tries every kind of input from outside at random, in turn, until the time is over.
// Run: npx tsx test/fuzz/fuzz-at-random.ts [--minutes 10 | --tries 20] [--seed 1] [--only NAME] [--first 0];
// the last line is `N tries, N wrong`. A wrong try N is repeated by --only NAME --seed SEED --first N --tries 1.
import {parseArgs} from 'node:util';
import {loadTarget, TARGET_NAMES} from './fuzz-target.ts';
import {watchTries} from './watch-tries.ts';

/** Seconds that one target is tried before the next one has its turn. */
const TURN_SECONDS = 30;

const {values: options} = parseArgs({
  options: {
    minutes: {type: 'string'},
    tries: {type: 'string'},
    seed: {type: 'string', default: '1'},
    only: {type: 'string'},
    first: {type: 'string', default: '0'},
  },
});

const names = options.only ? options.only.split(',') : TARGET_NAMES;
const seed = Number(options.seed);
const wrong: string[] = [];
const tried = new Map(names.map(name => [name, 0]));
if (options.minutes) await tryForMinutes(Number(options.minutes));
else await tryEachOnce();
for (const [name, count] of tried) console.log(`${name}: ${count} tries`);
const all = [...tried.values()].reduce((sum, count) => sum + count, 0);
console.log(`${all} tries, ${wrong.length} wrong`);
process.exitCode = wrong.length > 0 ? 1 : 0;

/** A fixed number of tries of each target: `--tries`, or those that the target sets for `make test`. */
async function tryEachOnce(): Promise<void> {
  for (const name of names) {
    const tries = options.tries ? Number(options.tries) : (await loadTarget(name)).ciTries;
    await takeTurn(name, tries, Number.POSITIVE_INFINITY);
  }
}

async function tryForMinutes(minutes: number): Promise<void> {
  const end = performance.now() + minutes * 60_000;
  const turn = Math.min(TURN_SECONDS * 1000, (minutes * 60_000) / names.length);
  while (performance.now() < end) {
    for (const name of names) {
      const until = Math.min(end, performance.now() + turn);
      await takeTurn(name, Number.POSITIVE_INFINITY, until);
    }
  }
}

async function takeTurn(name: string, tries: number, until: number): Promise<void> {
  const done = tried.get(name) ?? 0;
  const first = Number(options.first) + done;
  const result = await watchTries({target: name, seed, first, tries, until});
  tried.set(name, done + result.tried);
  for (const line of result.wrong) console.log(line);
  wrong.push(...result.wrong);
}
