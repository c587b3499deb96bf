// From a source's features to genes: dropped features go, features of one gene are summed, zeros vanish.
import {newIds} from '../../genes/tokens/token-shard.ts';
import {type CellBatch, cellCount, type ValueKind} from '../cell-matrix.ts';
import type {SourceBlock} from './cell-source.ts';
import type {FeatureMap} from './map-features.ts';

/** Folds blocks of one matrix; holds the working space of G genes between them. */
export class BlockFolder {
  readonly #geneOf: Int32Array;
  readonly #dictionarySize: number;
  readonly #sum: (a: number, b: number) => number;
  readonly #scale: number;
  /** Where in the output the gene's value of the current cell stands, and of which cell that is. Shape (G). */
  readonly #placeOf: Int32Array;
  readonly #rowOf: Int32Array;
  #row = 0;

  /** `scale` multiplies every value first: 1 / ln(10) turns natural into decimal logarithms. */
  constructor({geneOf, symbols}: FeatureMap, valueKind: ValueKind, scale = 1) {
    this.#scale = scale;
    this.#geneOf = geneOf;
    this.#dictionarySize = symbols.length;
    this.#sum = valueKind === 'counts' ? (a, b) => a + b : addLogs;
    this.#placeOf = new Int32Array(symbols.length);
    this.#rowOf = new Int32Array(symbols.length).fill(-1);
  }

  fold(block: SourceBlock): CellBatch {
    const cells = cellCount(block);
    const offsets = new Int32Array(cells + 1);
    const genes = newIds(block.features.length, this.#dictionarySize);
    const values = new Float32Array(block.features.length);
    for (let cell = 0; cell < cells; cell++) {
      const start = offsets[cell];
      const end = this.#foldCell(block, cell, genes, values, start);
      sortByGene(genes, values, start, end);
      offsets[cell + 1] = end;
    }
    const size = offsets[cells];
    const {firstCell} = block;
    return {firstCell, offsets, genes: genes.subarray(0, size), values: values.subarray(0, size)};
  }

  #foldCell(
    block: SourceBlock,
    cell: number,
    genes: Uint16Array | Uint32Array,
    values: Float32Array,
    start: number,
  ): number {
    const row = this.#row++;
    let end = start;
    for (let i = block.offsets[cell]; i < block.offsets[cell + 1]; i++) {
      const gene = this.#geneOf[block.features[i]];
      const value = block.values[i] * this.#scale;
      if (gene < 0 || value === 0) continue;
      if (this.#rowOf[gene] === row) {
        const place = this.#placeOf[gene];
        values[place] = this.#sum(values[place], value);
        continue;
      }
      this.#rowOf[gene] = row;
      this.#placeOf[gene] = end;
      genes[end] = gene;
      values[end++] = value;
    }
    return end;
  }
}

/** log10(1 + x + y) of log10(1 + x) and log10(1 + y). */
function addLogs(a: number, b: number): number {
  return Math.log10(10 ** a + 10 ** b - 1);
}

/** Sorts a cell's entries by gene where they are not; sources nearly always are. */
function sortByGene(
  genes: Uint16Array | Uint32Array,
  values: Float32Array,
  start: number,
  end: number,
): void {
  let at = start + 1;
  while (at < end && genes[at - 1] < genes[at]) at++;
  if (at >= end) return;
  // Gene in the upper, bits of the value in the lower half: one native sort moves both.
  const keys = new BigUint64Array(end - start);
  const words = new Uint32Array(keys.buffer);
  const bits = new Uint32Array(values.buffer, values.byteOffset + 4 * start, end - start);
  for (let i = 0; i < keys.length; i++) {
    words[2 * i + 1] = genes[start + i];
    words[2 * i] = bits[i];
  }
  keys.sort();
  for (let i = 0; i < keys.length; i++) {
    genes[start + i] = words[2 * i + 1];
    bits[i] = words[2 * i];
  }
}
