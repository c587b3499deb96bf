// Damaged 10x HDF5 files: read whole, or refused with the file's name; a pointer or index that points where nothing is,
// is refused.
import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {offsetsOf} from '../../../shared/stats/offsets-of.ts';
import type {Random} from '../../../shared/stats/random.ts';
import {write10xH5} from '../../formats/cell-sources/write-h5ad.ts';
import {damageIndex} from '../damage-index.ts';
import type {FuzzTarget} from '../fuzz-target.ts';
import {mutateBytes, pick} from '../mutate.ts';
import {tryCells} from '../read-cells.ts';

const [CELLS, GENES] = [11, 8];
const ROWS = Array.from({length: CELLS}, (_, cell) =>
  Array.from({length: GENES}, (_, gene) => ((2 * cell + gene) % 3 ? 0 : 1 + ((3 * cell) % 5))),
);
const KINDS = [
  undefined,
  ROWS[0].map((_, gene) => (gene < 6 ? 'Gene Expression' : 'Antibody Capture')),
];

export const target: FuzzTarget = {
  ciTries: 8,
  async tryOnce(random, scratch) {
    const path = join(scratch, 'damaged.h5');
    const types = pick(KINDS, random);
    await write10xH5(path, ROWS, {
      cellIds: ROWS.map((_, cell) => `CELL${cell}-1`),
      genes: ROWS[0].map((_, gene) => `GENE${gene}`),
      ...(types && {types}),
    });
    const good = await readFile(path);
    const isIndex = random.int(2) === 0;
    await writeFile(path, isIndex ? misdirect(good, random) : mutateBytes(good, random));
    const found = await tryCells([path], scratch);
    if (found === 'refused') return undefined;
    if ('wrong' in found) return found.wrong;
    return isIndex ? 'a changed index was taken' : undefined;
  },
};

function misdirect(good: Uint8Array, random: Random): Uint8Array {
  const places = ROWS.map(row => row.flatMap((value, gene) => (value === 0 ? [] : [gene])));
  const pointers = offsetsOf(places.map(({length}) => length));
  if (random.int(2)) {
    const values = [-1, pointers[CELLS] + 1, 1e9, -(2 ** 31), 2 ** 53];
    return damageIndex(good, BigInt64Array.from(pointers, BigInt), values, random);
  }
  return damageIndex(good, Int32Array.from(places.flat()), [-1, GENES, 2 ** 31 - 1], random);
}
