// Points of four classes with other tools' values for them (test/golden/make-neighbourhoods-golden.py).
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Points} from '../../../shared/stats/principal-components.ts';

interface Golden {
  points: number;
  dimensions: number;
  classes: number;
  neighbours: number;
  perplexity: number;
  labels: number[];
  silhouettes: number[];
  purity: number[];
  lisi: number[];
}

export const golden: Golden = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../golden/neighbourhoods.json'), 'utf8'),
);

const {points: count, dimensions, classes, labels} = golden;

/** The formula of the script. */
function values(length: number, salt: number): Float64Array {
  return Float64Array.from(
    {length},
    (_, i) => ((i * 7919 + salt * 104729 + i * i * 31) % 1009) / 504.5 - 1,
  );
}

const centres = values(classes * dimensions, 2);

export const points: Points = {
  ...{count, dimensions},
  coordinates: values(count * dimensions, 1).map(
    (value, i) =>
      value + centres[labels[Math.floor(i / dimensions)] * dimensions + (i % dimensions)],
  ),
};

export const batches = Array.from({length: count}, (_, i) => ((i * 5) % 7) % 3);
