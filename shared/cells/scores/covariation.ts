// Whether genes vary together within a type as they do in real cells: the correlations of pairs of genes, generated
// against real. The mean of a type with noise gene by gene, which other scores take for cells, has none.
import {pearson} from '../../stats/correlation.ts';
import {innerProduct} from '../../stats/dense-product.ts';
import {denseRow, type SparseRows} from '../../stats/sparse-rows.ts';
import {type LabelledCells, rowsByType} from '../labelled-cells.ts';

export interface CovariationOptions {
  /** Genes of each type, those that vary most among its real cells. */
  covariationGenes: number;
  /** Generated cells of each type that count, the first ones: fewer cells correlate by chance more. */
  cellsPerType: number;
}

/** Below this number of cells on either side a type's correlations are mostly chance. */
const LEAST_CELLS = 10;

/**
 * Pearson's r between the upper triangles of the two correlation matrices of each type. A gene that is constant varies
 * with no other: its correlations are 0; so is the agreement where all are. Null for types of too few cells or genes.
 */
export function compareCovariation(
  real: LabelledCells,
  generated: LabelledCells,
  types: number,
  {covariationGenes, cellsPerType}: CovariationOptions,
): (number | null)[] {
  const realRows = rowsByType(real.labels, types);
  const madeRows = rowsByType(generated.labels, types).map(rows => rows.slice(0, cellsPerType));
  return realRows.map((rows, type) => {
    if (Math.min(rows.length, madeRows[type].length) < LEAST_CELLS) return null;
    const chosen = mostVariable(real.expression, rows, covariationGenes);
    if (chosen.length < 3) return null;
    const [ours, theirs] = [
      upperTriangle(standardize(real.expression, rows, chosen)),
      upperTriangle(standardize(generated.expression, madeRows[type], chosen)),
    ];
    const agreement = pearson(ours, theirs);
    return Number.isFinite(agreement) ? agreement : 0;
  });
}

/** Columns of the highest variance over the rows, equal ones by column; none that is constant. */
function mostVariable(matrix: SparseRows, rows: readonly number[], count: number): number[] {
  const sums = new Float64Array(matrix.columnCount);
  const squares = new Float64Array(matrix.columnCount);
  for (const row of rows) {
    for (let i = matrix.offsets[row]; i < matrix.offsets[row + 1]; i++) {
      sums[matrix.columns[i]] += matrix.values[i];
      squares[matrix.columns[i]] += matrix.values[i] ** 2;
    }
  }
  const variances = squares.map((square, column) => square - sums[column] ** 2 / rows.length);
  return Array.from(variances.keys())
    .filter(column => variances[column] > TINY * squares[column])
    .sort((a, b) => variances[b] - variances[a] || a - b)
    .slice(0, count);
}

/** Share of a sum of squares below which what is left of it is rounding. */
const TINY = 1e-12;

/** Each column less its mean, of length 1; a constant one is 0. One array of shape (rows) a column. */
function standardize(
  matrix: SparseRows,
  rows: readonly number[],
  columns: readonly number[],
): Float64Array[] {
  const dense = rows.map(row => denseRow(matrix, row));
  return columns.map(column => {
    const values = Float64Array.from(dense, cell => cell[column]);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const centred = values.map(value => value - mean);
    const squares = innerProduct(centred, centred);
    const isConstant = squares <= TINY * innerProduct(values, values);
    return centred.map(value => (isConstant ? 0 : value / Math.sqrt(squares)));
  });
}

function upperTriangle(columns: readonly Float64Array[]): number[] {
  return columns.flatMap((column, i) =>
    columns.slice(i + 1).map(other => innerProduct(column, other)),
  );
}
