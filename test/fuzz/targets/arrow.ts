// Damaged Arrow files: token shards, cell matrices and cell sentences are read whole, or refused with the file's name;
// an offset, token or gene that points where nothing is, is refused.
import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {cellMatrix} from '../../../shared/formats/cells/cell-matrix.ts';
import {tokenShard} from '../../../shared/formats/token-shard.ts';
import {offsetsOf} from '../../../shared/stats/offsets-of.ts';
import type {Random} from '../../../shared/stats/random.ts';
import {damageIndex} from '../damage-index.ts';
import type {FuzzTarget} from '../fuzz-target.ts';
import {judgeRefusal} from '../judge-refusal.ts';
import {mutateBytes, pick} from '../mutate.ts';

const SETS = 30;
const SYMBOLS = Array.from({length: 40}, (_, i) => `GENE${i}`);

interface Good {
  bytes: Uint8Array;
  read(path: string): Promise<string | undefined>;
  /** The file with one number changed that must be refused. */
  misdirect(random: Random): Uint8Array;
}

let made: Promise<Good[]> | undefined;

export const target: FuzzTarget = {
  ciTries: 60,
  async tryOnce(random, scratch) {
    made ??= Promise.all([makeShard(scratch), makeMatrix(scratch)]);
    const {bytes, read, misdirect} = pick(await made, random);
    const path = join(scratch, 'damaged.arrow');
    const isIndex = random.int(3) === 0;
    await writeFile(path, isIndex ? misdirect(random) : mutateBytes(bytes, random));
    try {
      const odd = await read(path);
      return isIndex ? 'a changed index was taken' : odd;
    } catch (error) {
      return judgeRefusal(error, path);
    }
  },
};

async function makeShard(scratch: string): Promise<Good> {
  const offsets = offsetsOf(Array.from({length: SETS}, (_, i) => 1 + (i % 5)));
  const total = offsets[SETS];
  const tokens = Uint16Array.from({length: total}, (_, i) => 1 + ((7 * i) % 99));
  const setIds = Int32Array.from({length: SETS}, (_, i) => 1000 + i);
  const path = join(scratch, 'good-shard.arrow');
  await tokenShard.write(path, {setIds, offsets, tokens, vocabSize: 100});
  const bytes = await readFile(path);
  return {
    bytes,
    async read(damaged) {
      const shard = await tokenShard.read(damaged);
      await tokenShard.summarize(damaged);
      return oddLists(shard.offsets, shard.tokens, shard.vocabSize ?? 2 ** 16);
    },
    misdirect: random =>
      random.int(2)
        ? damageIndex(bytes, offsets, [-1, total + 1, 2 ** 31 - 1, -(2 ** 31)], random)
        : damageIndex(bytes, tokens, [0, 100, 2 ** 16 - 1], random),
  };
}

async function makeMatrix(scratch: string): Promise<Good> {
  const offsets = offsetsOf(Array.from({length: SETS}, (_, i) => 1 + (i % 4)));
  const total = offsets[SETS];
  const genes = Uint16Array.from({length: total}, (_, i) => (11 * i) % SYMBOLS.length);
  const values = Float32Array.from(genes, gene => 1 + gene);
  const path = join(scratch, 'good-matrix.arrow');
  const batches = async function* () {
    yield {firstCell: 0, offsets, genes, values};
  };
  await cellMatrix.write(path, {symbols: SYMBOLS, valueKind: 'counts', batches});
  const bytes = await readFile(path);
  return {
    bytes,
    async read(damaged) {
      const matrix = await cellMatrix.read(damaged);
      for await (const {offsets: found, genes: places} of matrix.batches()) {
        const odd = oddLists(found, places, matrix.symbols.length);
        if (odd) return odd;
      }
      return undefined;
    },
    misdirect: random =>
      random.int(2)
        ? damageIndex(bytes, offsets, [-1, total + 1, 2 ** 31 - 1, -(2 ** 31)], random)
        : damageIndex(bytes, genes, [SYMBOLS.length, 2 ** 16 - 1], random),
  };
}

function oddLists(
  offsets: Int32Array,
  values: Uint16Array | Uint32Array,
  end: number,
): string | undefined {
  const parts = offsets[0] === 0 && offsets.at(-1) === values.length;
  const climbs = offsets.every((at, i) => i === 0 || at >= offsets[i - 1]);
  const inside = values.every(value => value < end);
  return parts && climbs && inside ? undefined : 'lists that cannot be were taken';
}
