// Transposes a matrix too large for memory: entries go to buckets of consecutive cells in one file, then each bucket is
// sorted by cell in memory. Memory: one buffer a bucket, and one bucket.
import {closeSync, openSync, readSync, rmSync, writeSync} from 'node:fs';
import type {SourceBlock} from '../../cells/import/cell-source.ts';
import {offsetsOf} from '../../stats/offsets-of.ts';

/** Entries of a bucket on average: 12 MB as triples, and less when sorted, which is quick while both are in the cache. */
const BUCKET_ENTRIES = 1 << 20;
/** Buckets at most, so that their buffers take 100 MB at most. */
const MOST_BUCKETS = 2048;
/** Entries buffered for each bucket before they are written. */
const BUFFER_ENTRIES = 4096;
/** Cell, feature and the bits of the value, 32 bits each. */
const WORDS = 3;

interface Bucket {
  words: Uint32Array;
  buffered: number;
  /** Where each full buffer lies in the file, in bytes. */
  chunks: {at: number; entries: number}[];
}

/** Entries in any order in, blocks of cells in order out; call `close` at the end. */
export class CellBuckets {
  readonly #path: string;
  readonly #file: number;
  readonly #cells: number;
  readonly #cellsEach: number;
  readonly #buckets: Bucket[];
  readonly #number = new Float32Array(1);
  readonly #bits = new Uint32Array(this.#number.buffer);
  #size = 0;

  /** `entries` is how many there will be, about; the file at `path` is replaced, and removed by `close`. */
  constructor(path: string, cells: number, entries: number, bucketEntries = BUCKET_ENTRIES) {
    this.#path = path;
    this.#file = openSync(path, 'w+');
    this.#cells = cells;
    const wanted = Math.ceil(entries / bucketEntries);
    const count = Math.max(1, Math.min(cells, MOST_BUCKETS, wanted));
    this.#cellsEach = Math.max(1, Math.ceil(cells / count));
    this.#buckets = Array.from({length: Math.ceil(cells / this.#cellsEach)}, () => ({
      ...{words: new Uint32Array(WORDS * BUFFER_ENTRIES), buffered: 0, chunks: []},
    }));
  }

  add(cell: number, feature: number, value: number): void {
    const bucket = this.#buckets[Math.floor(cell / this.#cellsEach)];
    const at = WORDS * bucket.buffered++;
    this.#number[0] = value;
    bucket.words[at] = cell;
    bucket.words[at + 1] = feature;
    bucket.words[at + 2] = this.#bits[0];
    if (bucket.buffered === BUFFER_ENTRIES) this.#flush(bucket);
  }

  *blocks(): Generator<SourceBlock> {
    for (const [place, bucket] of this.#buckets.entries()) {
      if (bucket.buffered > 0) this.#flush(bucket);
      const first = place * this.#cellsEach;
      const cells = Math.min(this.#cellsEach, this.#cells - first);
      yield sortByCell(this.#read(bucket), first, cells);
    }
  }

  close(): void {
    closeSync(this.#file);
    rmSync(this.#path, {force: true});
  }

  #flush(bucket: Bucket): void {
    const bytes = new Uint8Array(bucket.words.buffer, 0, 4 * WORDS * bucket.buffered);
    writeSync(this.#file, bytes, 0, bytes.length, this.#size);
    bucket.chunks.push({at: this.#size, entries: bucket.buffered});
    this.#size += bytes.length;
    bucket.buffered = 0;
  }

  #read({chunks}: Bucket): Uint32Array {
    const entries = chunks.reduce((sum, chunk) => sum + chunk.entries, 0);
    const words = new Uint32Array(WORDS * entries);
    const bytes = new Uint8Array(words.buffer);
    let filled = 0;
    for (const {at, entries: size} of chunks) {
      filled += readSync(this.#file, bytes, filled, 4 * WORDS * size, at);
    }
    return words;
  }
}

/** Counting sort, stable: the features of a cell keep the order in which they came. */
function sortByCell(words: Uint32Array, firstCell: number, cells: number): SourceBlock {
  const entries = words.length / WORDS;
  const sizes = new Int32Array(cells);
  for (let i = 0; i < words.length; i += WORDS) sizes[words[i] - firstCell]++;
  const offsets = offsetsOf(sizes);
  const next = offsets.slice();
  const features = new Int32Array(entries);
  const bits = new Uint32Array(entries);
  for (let i = 0; i < words.length; i += WORDS) {
    const place = next[words[i] - firstCell]++;
    features[place] = words[i + 1];
    bits[place] = words[i + 2];
  }
  return {firstCell, offsets, features, values: new Float32Array(bits.buffer)};
}
