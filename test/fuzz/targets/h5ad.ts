// Damaged h5ad files: read whole, or refused with the file's name; a pointer, index or code that points where nothing is,
// is refused.
import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {offsetsOf} from '../../../shared/stats/offsets-of.ts';
import type {Random} from '../../../shared/stats/random.ts';
import {type Encoding, writeH5ad} from '../../formats/cell-sources/write-h5ad.ts';
import {damageIndex} from '../damage-index.ts';
import type {FuzzTarget} from '../fuzz-target.ts';
import {mutateBytes, pick} from '../mutate.ts';
import {tryCells} from '../read-cells.ts';

const [CELLS, GENES] = [12, 9];
const ROWS = Array.from({length: CELLS}, (_, cell) =>
  Array.from({length: GENES}, (_, gene) => ((cell + 2 * gene) % 3 ? 0 : 1 + ((5 * cell) % 7))),
);
const ENCODINGS: Encoding[] = ['csr_matrix', 'csc_matrix', 'dense'];
const TYPES = ['B', 'T', null];

export const target: FuzzTarget = {
  ciTries: 8,
  async tryOnce(random, scratch) {
    const encoding = pick(ENCODINGS, random);
    const path = join(scratch, 'damaged.h5ad');
    await writeGood(path, encoding);
    const good = await readFile(path);
    const isIndex = encoding !== 'dense' && random.int(2) === 0;
    await writeFile(path, isIndex ? misdirect(good, encoding, random) : mutateBytes(good, random));
    const found = await tryCells([path], scratch);
    if (found === 'refused') return undefined;
    if ('wrong' in found) return found.wrong;
    return isIndex ? 'a changed index was taken' : undefined;
  },
};

function writeGood(path: string, encoding: Encoding): Promise<void> {
  return writeH5ad(path, {
    matrices: {X: {rows: ROWS, encoding}, 'layers/counts': {rows: ROWS, encoding: 'dense'}},
    cellIds: ROWS.map((_, cell) => `CELL${cell}`),
    genes: ROWS[0].map((_, gene) => `GENE${gene}`),
    obs: {cell_type: ROWS.map((_, cell) => TYPES[cell % TYPES.length])},
  });
}

/** One pointer or index of X changed so that it points where nothing is. */
function misdirect(good: Uint8Array, encoding: Encoding, random: Random): Uint8Array {
  const lines = encoding === 'csr_matrix' ? ROWS : ROWS[0].map((_, g) => ROWS.map(row => row[g]));
  const places = lines.map(line => line.flatMap((value, place) => (value === 0 ? [] : [place])));
  const pointers = offsetsOf(places.map(({length}) => length));
  const total = pointers[lines.length];
  if (random.int(2)) {
    const values = [-1, total + 1, 1e9, -(2 ** 31), 2 ** 53];
    return damageIndex(good, BigInt64Array.from(pointers, BigInt), values, random);
  }
  const values = [-1, lines[0].length, 2 ** 31 - 1];
  return damageIndex(good, Int32Array.from(places.flat()), values, random);
}
