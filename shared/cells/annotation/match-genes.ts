// Brings cells of another file to the genes that training knew: same columns, same sums, and no genes taken for absent
// that were never measured.
import {offsetsOf} from '../../stats/offsets-of.ts';
import type {SparseRows} from '../../stats/sparse-rows.ts';
import {type CellBatch, cellCount, type ValueKind} from '../cell-matrix.ts';

/** Which of the genes known to training another file has. */
export interface GeneMatch {
  /** Column of each of the file's genes, −1 for one that training never saw. Shape (genes of the file). */
  columnOf: Int32Array;
  /** 1 for a column that the file has. Shape (columns). */
  present: Uint8Array;
  /** Columns that the file has. */
  shared: number;
  /** Share of a training cell's expression that lies in them, on average. */
  shareOfExpression: number;
}

/** Matches genes by symbol. `geneShares`: mean share of a training cell's expression in each column. */
export function matchGenes(
  symbols: readonly string[],
  known: readonly string[],
  geneShares: ArrayLike<number>,
): GeneMatch {
  const places = new Map(known.map((symbol, column) => [symbol, column]));
  const columnOf = Int32Array.from(symbols, symbol => places.get(symbol) ?? -1);
  const present = new Uint8Array(known.length);
  for (const column of columnOf) if (column >= 0) present[column] = 1;
  let [shared, shareOfExpression] = [0, 0];
  for (const [column, isPresent] of present.entries()) {
    shared += isPresent;
    if (isPresent) shareOfExpression += geneShares[column];
  }
  return {columnOf, present, shared, shareOfExpression};
}

/**
 * The cells of a batch over training's columns, as log10(1 + expression). Counts are scaled so that a cell sums to what a
 * training cell sums to over the same genes, so that a file of few genes does not look as if they were expressed higher.
 */
export function toKnownGenes(
  {offsets, genes, values}: CellBatch,
  valueKind: ValueKind,
  {columnOf, present, shareOfExpression}: GeneMatch,
  targetSum: number,
): SparseRows {
  const cells = cellCount({offsets});
  const rows = Array.from({length: cells}, (_, row) => {
    const places: number[] = [];
    for (let i = offsets[row]; i < offsets[row + 1]; i++) {
      if (columnOf[genes[i]] >= 0) places.push(i);
    }
    // Ascending columns, as training's own.
    return places.sort((a, b) => columnOf[genes[a]] - columnOf[genes[b]]);
  });
  const starts = offsetsOf(rows.map(({length}) => length));
  const columns = new Int32Array(starts[cells]);
  const scaled = new Float32Array(starts[cells]);
  for (const [row, places] of rows.entries()) {
    const total = places.reduce((sum, i) => sum + values[i], 0);
    const factor = total > 0 ? (targetSum * shareOfExpression) / total : 0;
    for (const [at, i] of places.entries()) {
      columns[starts[row] + at] = columnOf[genes[i]];
      scaled[starts[row] + at] =
        valueKind === 'counts' ? Math.log10(1 + values[i] * factor) : values[i];
    }
  }
  return {
    ...{rowCount: cells, columnCount: present.length, offsets: starts},
    ...{columns, values: scaled},
  };
}

/** Mean share of a cell's expression in each column, of log10(1 + expression). Shape (columns). */
export function geneShares({rowCount, columnCount, offsets, columns, values}: SparseRows) {
  const shares = new Float64Array(columnCount);
  for (let row = 0; row < rowCount; row++) {
    let total = 0;
    for (let i = offsets[row]; i < offsets[row + 1]; i++) total += 10 ** values[i] - 1;
    if (total === 0) continue;
    for (let i = offsets[row]; i < offsets[row + 1]; i++) {
      shares[columns[i]] += (10 ** values[i] - 1) / total / rowCount;
    }
  }
  return shares;
}
