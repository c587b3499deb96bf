// Cell sentences: a cell's genes by descending expression, ties in an order drawn from seed and cell alone.
// Counts of one cell rank as their normalized logarithms do, so nothing need be normalized first.
import {offsetsOf} from '../../stats/offsets-of.ts';
import {type CellBatch, cellCount, type GeneLists} from '../cell-matrix.ts';
import {mix32, unmix32} from './mix32.ts';

/** Float32 bits of +Infinity; all finite values, which are not negative here, lie below. */
const ABOVE_ALL = 0x7f800000;

export interface RankOptions {
  /** Genes kept of each cell, the highest; null for all. */
  topGenes: number | null;
  seed: number;
}

/** The genes of each cell of a batch, highest first. */
export function rankGenes(batch: CellBatch, {topGenes, seed}: RankOptions): GeneLists {
  const cells = cellCount(batch);
  const limit = topGenes ?? Number.POSITIVE_INFINITY;
  const offsets = offsetsOf(
    Array.from({length: cells}, (_, row) =>
      Math.min(limit, batch.offsets[row + 1] - batch.offsets[row]),
    ),
  );
  const genes = batch.genes.slice(0, offsets[cells]);
  const ranker = new CellRanker(seed);
  for (let row = 0; row < cells; row++) {
    const target = genes.subarray(offsets[row], offsets[row + 1]);
    ranker.rank(batch, row, target);
  }
  return {firstCell: batch.firstCell, offsets, genes};
}

/** Ranks one cell after the other in one working space. */
class CellRanker {
  readonly #seed: number;
  #words = new Uint32Array(0);

  constructor(seed: number) {
    this.#seed = mix32(seed >>> 0);
  }

  /** Writes the highest genes of row `row` to `target`, as many as it holds. */
  rank(
    {firstCell, offsets, genes, values}: CellBatch,
    row: number,
    target: GeneLists['genes'],
  ): void {
    const start = offsets[row];
    const size = offsets[row + 1] - start;
    const cellKey = mix32((this.#seed + firstCell + row) >>> 0);
    if (this.#words.length < 2 * size) this.#words = new Uint32Array(4 * size);
    const words = this.#words;
    const bits = new Uint32Array(values.buffer, values.byteOffset + 4 * start, size);
    for (let i = 0; i < size; i++) {
      words[2 * i + 1] = ABOVE_ALL - bits[i];
      // A bijection of genes: no two tie, and the gene can be read back from its place in the order.
      words[2 * i] = mix32(genes[start + i] ^ cellKey);
    }
    new BigUint64Array(words.buffer, 0, size).sort();
    for (let i = 0; i < target.length; i++) target[i] = unmix32(words[2 * i]) ^ cellKey;
  }
}
