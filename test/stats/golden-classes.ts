// Rows of three classes with scikit-learn's values for them (test/golden/make-classifier-golden.py).
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fromRows} from '../../shared/stats/sparse-rows.ts';

interface Golden {
  rows: number;
  columns: number;
  classes: number;
  penalty: number;
  labels: number[];
  coefficients: number[][];
  intercepts: number[];
  predicted: number[];
  accuracy: number;
  macroF1: number;
  confusion: number[][];
  variances: number[];
  sizes: number[][];
}

export const golden: Golden = JSON.parse(
  readFileSync(join(import.meta.dirname, '../golden/classifiers.json'), 'utf8'),
);

export const {classes, columns, labels} = golden;

/** The formula of make-classifier-golden.py. */
export const dense = Array.from({length: golden.rows}, (_, row) =>
  Array.from({length: columns}, (_, column) => {
    const i = row * columns + column;
    const value = ((i * 7919 + 104729 + i * i * 31) % 1009) / 504.5 - 1;
    return value < -0.2 ? 0 : value;
  }),
);

const all = Array.from({length: columns}, (_, column) => column);

export const rows = fromRows(
  dense.map(values => ({columns: all, values})),
  columns,
);
