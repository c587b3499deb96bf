// Damaged 10x folders: the matrix, its features or barcodes; read whole, or refused with a file's name; a row or column
// that is not there, and another number of entries than the head says, are refused.
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import type {Random} from '../../../shared/stats/random.ts';
import type {FuzzTarget} from '../fuzz-target.ts';
import {mutateBytes, pick} from '../mutate.ts';
import {tryCells} from '../read-cells.ts';

const [GENES, CELLS] = [7, 9];
const ENTRIES = Array.from({length: 30}, (_, i) => [
  ...[1 + ((5 * i) % GENES), 1 + Math.floor((i * CELLS) / 30), 1 + (i % 4)],
]);
const FILES = {
  'matrix.mtx': matrixOf([GENES, CELLS, ENTRIES.length], ENTRIES),
  'features.tsv': list(GENES, i => `ENSG${i}\tGENE${i}\tGene Expression`),
  'barcodes.tsv': list(CELLS, i => `CELL${i}-1`),
};
type Name = keyof typeof FILES;
const NAMES = Object.keys(FILES) as Name[];

export const target: FuzzTarget = {
  ciTries: 8,
  async tryOnce(random, scratch) {
    const isIndex = random.int(2) === 0;
    const chosen = isIndex ? 'matrix.mtx' : pick(NAMES, random);
    const packed = random.int(2) === 0;
    const paths: string[] = [];
    for (const name of NAMES) {
      const text = isIndex && name === chosen ? misdirect(random) : FILES[name];
      const whole = packed ? gzipSync(text) : Buffer.from(text);
      const path = join(scratch, packed ? `${name}.gz` : name);
      await writeFile(path, !isIndex && name === chosen ? mutateBytes(whole, random) : whole);
      paths.push(path);
    }
    const found = await tryCells(paths, scratch);
    if (found === 'refused') return undefined;
    if ('wrong' in found) return found.wrong;
    return isIndex ? 'a changed index was taken' : undefined;
  },
};

/** The matrix with one number changed so that it cannot be. */
function misdirect(random: Random): string {
  const head = [GENES, CELLS, ENTRIES.length];
  const entries = ENTRIES.map(entry => [...entry]);
  const line = random.int(entries.length + 1);
  if (line === entries.length) head[random.int(3)] = pick([0, 8, 1e12, -1], random);
  else entries[line][random.int(2)] = pick([0, -1, 10, 2 ** 32 + 1, 1.5, Number.NaN], random);
  return matrixOf(head, entries);
}

function matrixOf(head: number[], entries: number[][]): string {
  const lines = [head, ...entries].map(numbers => `${numbers.join(' ')}\n`);
  return `%%MatrixMarket matrix coordinate integer general\n${lines.join('')}`;
}

function list(length: number, line: (i: number) => string): string {
  return Array.from({length}, (_, i) => `${line(i)}\n`).join('');
}
