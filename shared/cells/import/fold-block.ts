// From a source's features to genes: dropped features go, features of one gene are summed, zeros vanish.
import {type CellBatch, cellCount, type ValueKind} from '../cell-matrix.ts';
import type {SourceBlock} from './cell-source.ts';
import type {FeatureMap} from './map-features.ts';
import {type BatchArrays, newArrays, type SpareArrays} from './spare-arrays.ts';

/** Folds blocks of one matrix; holds the working space of G genes between them. */
export class BlockFolder {
  readonly #geneOf: Int32Array;
  readonly #dictionarySize: number;
  readonly #sum: (a: number, b: number) => number;
  readonly #scale: number;
  /** Of a cell whose genes do not ascend: which genes it has, a bit each, and their values. Shape (G / 32), (G). */
  readonly #isThere: Int32Array;
  readonly #sumOf: Float32Array;

  /** `scale` multiplies every value first: 1 / ln(10) turns natural into decimal logarithms. */
  constructor(
    {geneOf, symbols}: Pick<FeatureMap, 'geneOf' | 'symbols'>,
    valueKind: ValueKind,
    scale = 1,
  ) {
    this.#scale = scale;
    this.#geneOf = geneOf;
    this.#dictionarySize = symbols.length;
    this.#sum = valueKind === 'counts' ? (a, b) => a + b : addLogs;
    this.#isThere = new Int32Array(Math.ceil(symbols.length / 32));
    this.#sumOf = new Float32Array(symbols.length);
  }

  /** The batch lies in arrays of `spare`, where there are such, else in its own. */
  fold(block: SourceBlock, spare?: SpareArrays): CellBatch {
    const {firstCell, features} = block;
    const cells = cellCount(block);
    const offsets = new Int32Array(cells + 1);
    const arrays = spare?.take(features.length) ?? newArrays(features.length, this.#dictionarySize);
    for (let cell = 0; cell < cells; cell++) {
      const start = offsets[cell];
      const end = this.#copyCell(block, cell, arrays, start);
      offsets[cell + 1] = end < 0 ? this.#sortCell(block, cell, arrays, start) : end;
    }
    const genes = arrays.genes.subarray(0, offsets[cells]);
    return {firstCell, offsets, genes, values: arrays.values.subarray(0, offsets[cells])};
  }

  /** The end of the cell's entries; -1 where its genes do not ascend, as those of nearly all sources do. */
  #copyCell(block: SourceBlock, cell: number, {genes, values}: BatchArrays, start: number): number {
    const geneOf = this.#geneOf;
    const scale = this.#scale;
    const to = block.offsets[cell + 1];
    let [end, last] = [start, -1];
    for (let i = block.offsets[cell]; i < to; i++) {
      const gene = geneOf[block.features[i]];
      const value = block.values[i] * scale;
      if (gene < 0 || value === 0) continue;
      if (gene <= last) return -1;
      last = gene;
      genes[end] = gene;
      values[end++] = value;
    }
    return end;
  }

  /** The same for genes in any order, some of them several times. */
  #sortCell(block: SourceBlock, cell: number, {genes, values}: BatchArrays, start: number): number {
    const isThere = this.#isThere;
    this.#gatherCell(block, cell);
    let end = start;
    for (let word = 0; word < isThere.length; word++) {
      for (let left = isThere[word]; left !== 0; left &= left - 1) {
        const gene = 32 * word + 31 - Math.clz32(left & -left);
        genes[end] = gene;
        values[end++] = this.#sumOf[gene];
      }
      isThere[word] = 0;
    }
    return end;
  }

  #gatherCell({offsets, features, values}: SourceBlock, cell: number): void {
    const isThere = this.#isThere;
    const sumOf = this.#sumOf;
    for (let i = offsets[cell]; i < offsets[cell + 1]; i++) {
      const gene = this.#geneOf[features[i]];
      const value = values[i] * this.#scale;
      if (gene < 0 || value === 0) continue;
      const [word, bit] = [gene >>> 5, 1 << (gene & 31)];
      sumOf[gene] = isThere[word] & bit ? this.#sum(sumOf[gene], value) : value;
      isThere[word] |= bit;
    }
  }
}

/** log10(1 + x + y) of log10(1 + x) and log10(1 + y). */
function addLogs(a: number, b: number): number {
  return Math.log10(10 ** a + 10 ** b - 1);
}
