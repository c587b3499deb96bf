// Imputation as a question with an answer: a share of a cell's genes is hidden, and a method says which genes of all
// others the cell has and how much of each. Two imputers to be measured against.
import {createRandom} from '../../stats/random.ts';
import {columnMeans, type SparseRows} from '../../stats/sparse-rows.ts';
import {type LabelledCells, meansByType} from '../labelled-cells.ts';

/** What a method is shown of a cell, and what is hidden from it. */
export interface HiddenGenes {
  /** Columns and values of the genes shown, in the cell's order. */
  shown: Int32Array;
  shownValues: Float64Array;
  /** Columns and values of the genes hidden. */
  hidden: Int32Array;
  hiddenValues: Float64Array;
}

/** Predicted expression of every gene; those shown are not read. Shape (genes). */
export type Imputer = (question: HiddenGenes, type: number) => Float64Array;

/** Hides round(hideShare · n) of each cell's n genes, at least one where it has two; each cell has draws of its own. */
export function hideGenes(cells: SparseRows, hideShare: number, seed: number): HiddenGenes[] {
  return Array.from({length: cells.rowCount}, (_, row) => {
    const [from, to] = [cells.offsets[row], cells.offsets[row + 1]];
    const size = to - from;
    const count = Math.min(Math.max(1, Math.round(hideShare * size)), size - 1);
    const order = createRandom(seed, row).shuffle(
      Int32Array.from({length: size}, (_, i) => from + i),
    );
    const hidden = order.slice(0, Math.max(0, count)).sort();
    const shown = order.slice(Math.max(0, count)).sort();
    return {
      shown: shown.map(at => cells.columns[at]),
      shownValues: Float64Array.from(shown, at => cells.values[at]),
      hidden: hidden.map(at => cells.columns[at]),
      hiddenValues: Float64Array.from(hidden, at => cells.values[at]),
    };
  });
}

/** The mean of the cell's type in training. It knows the type, which a model that sees only genes does not. */
export function imputeByType(training: LabelledCells, types: number): Imputer {
  const means = meansByType(training, types);
  const none = new Float64Array(training.expression.columnCount);
  return (_, type) => means[type] ?? none;
}

/** The mean of all training cells: what is commonest, whatever is shown. */
export function imputeByMean(training: SparseRows): Imputer {
  const mean = columnMeans(training);
  return () => mean;
}

/**
 * The mean of the `imputeNeighbours` training cells most like what is shown, by cosine similarity (hidden genes count as 0 in the
 * question), equal ones by row. It knows no types.
 */
export function imputeByNeighbours(training: SparseRows, imputeNeighbours: number): Imputer {
  const lengths = Float64Array.from({length: training.rowCount}, (_, row) =>
    Math.sqrt(sumOver(training, row, i => training.values[i] ** 2)),
  );
  return ({shown, shownValues}) => {
    const dense = new Float64Array(training.columnCount);
    shown.forEach((gene, i) => {
      dense[gene] = shownValues[i];
    });
    const likeness = lengths.map((length, row) =>
      length === 0
        ? 0
        : sumOver(training, row, i => training.values[i] * dense[training.columns[i]]) / length,
    );
    const order = Array.from(likeness.keys()).sort((a, b) => likeness[b] - likeness[a] || a - b);
    return meanOfRows(training, order.slice(0, imputeNeighbours));
  };
}

/** Mean of the rows named, zeros included. Shape (genes). */
export function meanOfRows(matrix: SparseRows, rows: readonly number[] | Int32Array): Float64Array {
  const mean = new Float64Array(matrix.columnCount);
  for (const row of rows) {
    for (let i = matrix.offsets[row]; i < matrix.offsets[row + 1]; i++) {
      mean[matrix.columns[i]] += matrix.values[i] / rows.length;
    }
  }
  return mean;
}

function sumOver({offsets}: SparseRows, row: number, termOf: (place: number) => number): number {
  let sum = 0;
  for (let i = offsets[row]; i < offsets[row + 1]; i++) sum += termOf(i);
  return sum;
}
