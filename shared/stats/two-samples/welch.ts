// Column by column: means and variances of weighted sparse rows, and Welch's t of two groups of them (Welch 1947,
// Biometrika 34:28).
import type {SparseRows} from '../sparse-rows.ts';
import {studentPValue} from './student-t.ts';

/** Of every column over the rows of one group, zeros included. */
export interface ColumnMoments {
  /** Sum of the rows' weights. */
  count: number;
  /** Shape (columnCount). */
  means: Float64Array;
  /** With count − 1 degrees of freedom; 0 for a count of 1. Shape (columnCount). */
  variances: Float64Array;
}

/** Moments of rows that each stand there as often as `weights` says, shape (rows); all once without them. */
export function columnMoments(rows: SparseRows, weights?: ArrayLike<number>): ColumnMoments {
  const {rowCount, columnCount, offsets, columns, values} = rows;
  const means = new Float64Array(columnCount);
  const variances = new Float64Array(columnCount);
  let count = 0;
  for (let row = 0; row < rowCount; row++) {
    const weight = weights ? weights[row] : 1;
    if (weight === 0) continue;
    count += weight;
    for (let i = offsets[row]; i < offsets[row + 1]; i++) {
      const value = values[i];
      means[columns[i]] += weight * value;
      variances[columns[i]] += weight * value * value;
    }
  }
  for (let column = 0; column < columnCount; column++) {
    const mean = means[column] / count;
    // What is below 0 is rounding.
    const squares = Math.max(0, variances[column] - means[column] * mean);
    means[column] = mean;
    variances[column] = count > 1 ? squares / (count - 1) : 0;
  }
  return {count, means, variances};
}

/** Moments of the rows of two groups together (Chan, Golub & LeVeque 1979). */
export function joinMoments(a: ColumnMoments, b: ColumnMoments): ColumnMoments {
  const count = a.count + b.count;
  const means = a.means.map((mean, i) => (mean * a.count + b.means[i] * b.count) / count);
  const variances = a.variances.map((variance, i) => {
    const between = ((a.means[i] - b.means[i]) ** 2 * a.count * b.count) / count;
    return (variance * (a.count - 1) + b.variances[i] * (b.count - 1) + between) / (count - 1);
  });
  return {count, means, variances};
}

/** Standard error of the difference of the two groups' means. Shape (columnCount). */
export function welchErrors(a: ColumnMoments, b: ColumnMoments): Float64Array {
  return a.variances.map((variance, i) => Math.sqrt(variance / a.count + b.variances[i] / b.count));
}

/** Two-sided p-value of every column, its degrees of freedom by Satterthwaite; 1 where neither group varies. */
export function welchPValues(a: ColumnMoments, b: ColumnMoments): Float64Array {
  const errors = welchErrors(a, b);
  return errors.map((error, i) => {
    if (error === 0) return 1;
    const [ours, theirs] = [a.variances[i] / a.count, b.variances[i] / b.count];
    const df = (ours + theirs) ** 2 / (ours ** 2 / (a.count - 1) + theirs ** 2 / (b.count - 1));
    return studentPValue((a.means[i] - b.means[i]) / error, df);
  });
}
