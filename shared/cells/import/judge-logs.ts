// Tells logarithms of normalized expression from counts that are fractions (corrected for ambient RNA, estimated), which
// look alike one by one: by what they add up to in a cell, and by how many in a cell are equal.
import {type CellBatch, cellCount} from '../cell-matrix.ts';

/** Cells judged, and genes that a cell must have for it. */
const CELLS = 500;
const LEAST_GENES = 20;
/** Cells with enough genes from which the file is judged. */
const LEAST_CELLS = 10;
/** Expression of a cell is normalized to a million at most; logarithms of more are none. */
const MOST_EXPRESSION = 3e6;
/** Share of a cell's values that another gene has, too: as counts are small, most of a cell's logarithms are equal. */
const EQUAL_SHARE = 0.1;
/** Standard deviation of the sums over their mean, where cells were normalized to one sum and few genes left out. */
const EVEN_SUMS = 0.5;

/** Takes in the first cells of a matrix of decimal logarithms of 1 + expression. */
export class LogJudge {
  readonly #sums: number[] = [];
  readonly #equal: number[] = [];

  add(batch: CellBatch): void {
    const {offsets, values} = batch;
    for (let row = 0; row < cellCount(batch) && this.#sums.length < CELLS; row++) {
      const own = values.subarray(offsets[row], offsets[row + 1]);
      if (own.length < LEAST_GENES) continue;
      this.#sums.push(own.reduce((sum, value) => sum + 10 ** value - 1, 0));
      this.#equal.push(1 - new Set(own).size / own.length);
    }
  }

  /** Why these can be no logarithms, or undefined. */
  problem(): string | undefined {
    if (this.#sums.length < LEAST_CELLS) return undefined;
    const middle = median(this.#sums);
    if (middle > MOST_EXPRESSION) {
      return `as logarithms they would add up to an expression of ${middle.toExponential(0)} in a cell, more than a million`;
    }
    if (median(this.#equal) >= EQUAL_SHARE || spreadOf(this.#sums) <= EVEN_SUMS) return undefined;
    return "hardly two values of a cell are equal, as logarithms of small counts are, and the cells' expression adds up to uneven sums";
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function spreadOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return Math.sqrt(variance) / mean;
}
