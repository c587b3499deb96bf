// Scores of one embedding: purity of neighbourhoods and silhouette by type, mixing of batches, each a mean over cells.
import {
  type Bootstrap,
  type BootstrapOptions,
  bootstrapGroupMeans,
  createBootstrap,
  type Estimate,
  meanOf,
  toEstimate,
} from '../../stats/bootstrap.ts';
import {findNearest} from '../../stats/nearest-neighbours.ts';
import {inverseSimpson, lisiNeighbours} from '../../stats/neighbourhoods/lisi.ts';
import {neighbourPurity} from '../../stats/neighbourhoods/purity.ts';
import {silhouettes} from '../../stats/neighbourhoods/silhouette.ts';
import {type Points, selectPoints} from '../../stats/principal-components.ts';
import {rowsByType} from '../labelled-cells.ts';
import type {EmbeddingResult} from './embedding-scores.ts';

export interface EmbeddingOptions {
  /** Nearest cells that purity looks at. */
  neighbours: number;
  /** Effective number of neighbours whose batches are counted. */
  perplexity: number;
  bootstrap: BootstrapOptions;
}

/** What is known of the cells of an embedding. */
export interface ScoredCells {
  /** Type of each cell. Shape (cells). */
  labels: Int32Array;
  types: number;
  /** Batch of each cell, −1 where unknown; null where there are not two. Shape (cells). */
  batches: Int32Array | null;
}

/** Scores of cells among themselves. */
export function scoreEmbedding(
  points: Points,
  {labels, types, batches}: ScoredCells,
  {neighbours, perplexity, bootstrap}: EmbeddingOptions,
): Omit<EmbeddingResult, 'kind'> {
  const intervalOf = createBootstrap(points.count, bootstrap);
  const nearest = findNearest(points, points, Math.min(neighbours, points.count - 1), true);
  const purity = neighbourPurity(nearest, labels);
  const silhouette = silhouettes(points, labels, types);
  const present = rowsByType(labels, types).flatMap((rows, type) =>
    rows.length === 0 ? [] : {type, rows},
  );
  const ofTypes = (values: Float64Array) =>
    present.map(({rows}) => Float64Array.from(rows, row => values[row]));
  return {
    dimensions: points.dimensions,
    purity: estimate(purity, intervalOf),
    purityOfTypes: estimateOfTypes(ofTypes(purity), bootstrap),
    silhouette: estimate(silhouette, intervalOf),
    silhouetteOfTypes: estimateOfTypes(ofTypes(silhouette), bootstrap),
    lisi: batches && mixing(points, batches, perplexity, bootstrap),
    types: present.map(({type, rows}, i) => ({
      ...{type, cells: rows.length, purity: meanOf(ofTypes(purity)[i])},
      silhouette: orNull(meanOf(ofTypes(silhouette)[i])),
    })),
  };
}

/** Cells of unknown batch stay out: they are neither asked nor counted around others. */
function mixing(
  all: Points,
  batches: Int32Array,
  perplexity: number,
  bootstrap: BootstrapOptions,
): Estimate {
  const known = Array.from(batches.keys()).filter(row => batches[row] >= 0);
  const points = selectPoints(all, known);
  const used = Math.min(perplexity, Math.floor(points.count / 3));
  const lisi = inverseSimpson(
    findNearest(points, points, lisiNeighbours(used), true),
    known.map(row => batches[row]),
    used,
  );
  return estimate(lisi, createBootstrap(known.length, bootstrap));
}

function estimate(values: Float64Array, intervalOf: Bootstrap): Estimate {
  return toEstimate(meanOf(values), intervalOf(values));
}

/** Mean over types of the mean of their cells; resamples draw cells within each type. */
function estimateOfTypes(groups: readonly Float64Array[], bootstrap: BootstrapOptions): Estimate {
  const mean = meanOf(Float64Array.from(groups, meanOf));
  return toEstimate(mean, Number.isNaN(mean) ? undefined : bootstrapGroupMeans(groups, bootstrap));
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
