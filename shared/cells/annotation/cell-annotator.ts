// What training leaves behind to annotate other cells with, and the evidence about a cell that it gives.
import {type LogisticModel, logisticLogits} from '../../stats/logistic-regression.ts';
import type {Points, PrincipalComponents} from '../../stats/principal-components.ts';
import type {SparseRows} from '../../stats/sparse-rows.ts';
import {nearestCells, placeCells, type ReferenceSpace, voteShares} from './reference-space.ts';
import {type ChanceCalibration, poolChances, type TypeChances} from './type-chances.ts';
import {scoreUnknown, type UnknownScore} from './unknown-scores.ts';

/** Names of the methods that every annotator has; a model of cells comes beside them. */
export const NEAREST = 'nearest cells';
export const LOGISTIC = 'logistic regression';
/** The weighted mean of all methods' chances: it gives the type. */
export const POOLED = 'all methods';

/** The two methods that learn from expression alone. */
export interface ReferenceMethods {
  space: ReferenceSpace;
  /** Nearest training cells that vote. */
  voters: number;
  logistic: Pick<LogisticModel, 'classes' | 'weights'>;
  /** Share of each method in the pool, by name; equal shares where not known yet. */
  shares?: ReadonlyMap<string, number>;
}

/** How a cell is found to be of no training type. */
export interface UnknownRule {
  score: UnknownScore;
  /** Share of cells of known types that are called unknown by mistake. */
  falseAlarms: number;
  /** The score of each validation cell, ascending. Shape (validation cells). */
  known: Float64Array;
  /** Area under the ROC curve of each score, mean over types left out of training; null where none could be left out. */
  leftOut: Record<UnknownScore, number | null>;
}

export interface CellAnnotator extends ReferenceMethods {
  /** Genes, in the order of the columns. */
  symbols: readonly string[];
  types: readonly string[];
  /** Sum that counts are normalized to. */
  targetSum: number;
  /** Mean share of a training cell's expression. Shape (genes). */
  geneShares: Float64Array;
  /** Share of cells whose conformal set holds their type. */
  level: number;
  /** By method, `POOLED` first. */
  calibrations: ReadonlyMap<string, ChanceCalibration>;
  unknown: UnknownRule;
}

/** What all methods say of some cells. */
export interface CellEvidence {
  /** By method, `POOLED` first. */
  chances: ReadonlyMap<string, TypeChances>;
  /** Cells in the components of training. */
  points: Points;
  unknown: Record<UnknownScore, Float64Array>;
}

/** Looks at cells over the annotator's columns. `models`: chances by models of cells, by name. */
export function gatherEvidence(
  {space, voters, logistic, shares}: ReferenceMethods,
  cells: SparseRows,
  models: ReadonlyMap<string, TypeChances> = new Map(),
): CellEvidence {
  const points = placeCells(space, cells);
  const neighbours = nearestCells(space, points, voters);
  const logits = logisticLogits(logistic, cells);
  const own = new Map([
    [NEAREST, voteShares(neighbours, space.labels, voters, logistic.classes)],
    [LOGISTIC, softmax(logits, logistic.classes)],
  ]);
  const methods = new Map([...models, ...own]);
  const weights = Array.from(methods.keys(), name => shares?.get(name) ?? 1 / methods.size);
  return {
    chances: new Map([[POOLED, poolChances([...methods.values()], weights)], ...methods]),
    points,
    unknown: scoreUnknown(space, points, neighbours, logits, own.get(LOGISTIC)!),
  };
}

/**
 * The methods for cells of which some genes were never measured: these count as the mean of the training cells, as if
 * nothing were known of them, and not as 0. `present`: 1 for a measured gene, shape (genes).
 */
export function forMeasuredGenes<Methods extends ReferenceMethods>(
  methods: Methods,
  present: Uint8Array,
): Methods {
  if (!present.includes(0)) return methods;
  const {space, logistic} = methods;
  const {means} = space.components;
  const components: PrincipalComponents = {
    ...space.components,
    means: means.map((mean, gene) => (present[gene] ? mean : 0)),
  };
  const {classes} = logistic;
  const weights = logistic.weights.slice();
  const biases = weights.subarray(means.length * classes);
  for (const [gene, mean] of means.entries()) {
    if (present[gene]) continue;
    for (let c = 0; c < classes; c++) biases[c] += mean * weights[gene * classes + c];
  }
  return {...methods, space: {...space, components}, logistic: {...logistic, weights}};
}

function softmax(logits: Float64Array, types: number): TypeChances {
  const values = logits.slice();
  for (let from = 0; from < values.length; from += types) {
    const row = values.subarray(from, from + types);
    const most = Math.max(...row);
    const sum = row.reduce((total, logit) => total + Math.exp(logit - most), 0);
    for (const [type, logit] of row.entries()) row[type] = Math.exp(logit - most) / sum;
  }
  return {types, values};
}
