// Control, real and predicted cells with other libraries' values for them (test/golden/make-perturbation-golden.py).
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fromRows, type SparseRows} from '../../../shared/stats/sparse-rows.ts';

interface Golden {
  cells: number[];
  genes: number;
  changedGenes: number;
  recoverAt: number[];
  steady: number;
  students: {t: number; df: number; pValue: number}[];
  pValues: number[];
  qValues: number[];
  variances: number[];
  energyDistance: number;
  ridge: number[];
  scores: {
    pearson: number;
    pearsonChanged: number;
    direction: number;
    slope: number;
    recovery: number[];
  };
}

export const golden: Golden = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../golden/perturbations.json'), 'utf8'),
);

/** The formula of make-perturbation-golden.py. */
function value(i: number, salt: number): number {
  return ((i * 7919 + salt * 104729 + i * i * 31) % 1009) / 504.5 - 1;
}

function denseCells(count: number, salt: number): Float64Array[] {
  return Array.from({length: count}, (_, cell) =>
    Float64Array.from({length: golden.genes}, (_, gene) => {
      const pattern = 0.4 * salt * value(gene, 10 + Math.min(salt, 2));
      const sum = value(cell * golden.genes + gene, salt) + pattern;
      return gene === 5 ? 0 : Math.max(0, sum);
    }),
  );
}

/** Each of shape (cells, genes). */
export const dense = golden.cells.map((count, i) => denseCells(count, i + 1));

export const [control, real, predicted]: SparseRows[] = dense.map(cells => {
  const columns = Array.from({length: golden.genes}, (_, gene) => gene);
  return fromRows(
    cells.map(values => ({columns, values})),
    golden.genes,
  );
});

/** Largest difference between two lists of numbers. */
export function farthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a, (value, i) => Math.abs(value - b[i])).reduce((x, y) => Math.max(x, y), 0);
}
