// What is to be said of the annotation of a whole file: how much of it training knew, what the cells are, and alarms.
import {countValues} from '../../stats/group-by.ts';
import {countText, scoreText} from '../../text/number-text.ts';
import type {LabelComparison} from './compare-labels.ts';
import type {UnknownScore} from './unknown-scores.ts';

/** One row of the annotation, as it is stored. */
export interface AnnotatedCell {
  cell: number;
  cellId: string;
  /** The label that the file gives, null where none. */
  label: string | null;
  /** The likeliest type, or `UNKNOWN`. */
  type: string;
  unknown: boolean;
  /** Calibrated chance of the likeliest type. */
  chance: number;
  likeliest: string;
  /** Types that conformal prediction keeps, likeliest first. */
  conformalSet: string[];
  pValue: number;
  modelType: string | null;
  modelChance: number | null;
  nearestType: string;
  nearestChance: number;
  logisticType: string;
  logisticChance: number;
  /** Whether all methods that have a say in the pool name one type. */
  agree: boolean;
  /** Genes known to training that the cell expresses. */
  genes: number;
  umap1: number | null;
  umap2: number | null;
  /** Place among the components of training. Length: components. */
  embedding: number[];
  /** By the model of cells, as embed-cells does; null without one, or where none was asked for. */
  modelEmbedding: number[] | null;
}

/** What a cell of no known type is called. */
export const UNKNOWN = 'unknown';

export interface AnnotationReport {
  /** Methods whose chances are pooled. */
  methods: string[];
  /** The weight of each in the pool; of 0, where a model of cells was not asked for it. */
  weights: Record<string, number>;
  genes: {known: number; shared: number; shareOfExpression: number};
  cells: number;
  unknownCells: number;
  /** The likeliest types of unknown cells, those of most cells first. */
  unknownLikeliest: {type: string; cells: number}[];
  disagreeing: number;
  labelled: LabelComparison;
  /** Share of cells whose conformal set holds their type, and of known cells called unknown, as asked for. */
  level: number;
  falseAlarms: number;
  score: UnknownScore;
  leftOut: Record<UnknownScore, number | null>;
  /** One a type that cells have, and unknown ones first. */
  groups: {type: string; cells: number; meanChance: number; genes: string[]}[];
  alarms: string[];
}

/** Below this share of a training cell's expression, types that differ in what is missing cannot be told apart. */
const LEAST_EXPRESSION = 0.7;
/** Unknown cells that are alarming, as a multiple of those expected among known types. */
const MANY_UNKNOWN = 5;
const LEAST_UNKNOWN = 10;
/** Below this AUROC on types left out of training, the score for unknown cells is near a coin toss. */
const LEAST_AUROC = 0.7;

/** Sentences about what makes the whole annotation doubtful. */
export function alarmsOf({
  genes: {known, shared, shareOfExpression},
  cells,
  unknownCells,
  falseAlarms,
  score,
  leftOut,
}: Pick<
  AnnotationReport,
  'genes' | 'cells' | 'unknownCells' | 'falseAlarms' | 'score' | 'leftOut'
>): string[] {
  const alarms: string[] = [];
  if (shareOfExpression < LEAST_EXPRESSION) {
    alarms.push(
      `The file has ${countText(shared)} of the ${countText(known)} genes that the model knows, which hold ${percent(shareOfExpression)} of a training cell's expression. Types that differ in the missing genes are mixed up: annotate a file with all genes, such as the counts before genes were chosen.`,
    );
  }
  if (unknownCells >= LEAST_UNKNOWN && unknownCells > MANY_UNKNOWN * falseAlarms * cells) {
    alarms.push(
      `${countText(unknownCells)} of ${countText(cells)} cells (${percent(unknownCells / cells)}) are called unknown; of cells like the training cells ${percent(falseAlarms)} would be. The file may hold other types, or come from another tissue or protocol: train on cells like these before believing the types.`,
    );
  }
  const worth = leftOut[score];
  if (worth !== null && worth < LEAST_AUROC) {
    alarms.push(
      `The score for unknown cells hardly tells unseen types apart: its AUROC on types left out of training is ${scoreText(worth)}, and a coin toss has .500. Believe the likeliest type, not "unknown".`,
    );
  }
  return alarms;
}

/** Cells by their likeliest type, most first. */
export function countLikeliest(
  rows: readonly Pick<AnnotatedCell, 'likeliest'>[],
): {type: string; cells: number}[] {
  const counts = countValues(rows.map(({likeliest}) => likeliest));
  return Array.from(counts, ([type, cells]) => ({type, cells})).sort((a, b) => b.cells - a.cells);
}

/** Groups of one type, unknown cells first, then by number. `genesOf`: the most telling genes of a type. */
export function groupsOf(
  rows: readonly Pick<AnnotatedCell, 'type' | 'unknown' | 'chance'>[],
  genesOf: (type: string) => string[],
): AnnotationReport['groups'] {
  const groups = new Map<string, {cells: number; chances: number}>();
  for (const {type, chance} of rows) {
    const {cells, chances} = groups.get(type) ?? {cells: 0, chances: 0};
    groups.set(type, {cells: cells + 1, chances: chances + chance});
  }
  const unknownFirst = (type: string) => (type === UNKNOWN ? 0 : 1);
  return Array.from(groups, ([type, {cells, chances}]) => ({
    ...{type, cells, meanChance: chances / cells, genes: genesOf(type)},
  })).sort((a, b) => unknownFirst(a.type) - unknownFirst(b.type) || b.cells - a.cells);
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
