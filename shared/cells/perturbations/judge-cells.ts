// Scores of cells that anybody predicted or generated, against real ones: as generated cells of their types, and, where
// conditions are known, as a predicted response.
import {fitPrincipalComponents} from '../../stats/principal-components.ts';
import {createRandom} from '../../stats/random.ts';
import {selectRows} from '../../stats/sparse-rows.ts';
import {type LabelledCells, selectCells} from '../labelled-cells.ts';
import type {GenerationResult, MethodKind} from '../scores/cell-scores.ts';
import {noisyMeanCells, shuffleTypes} from '../scores/reference-cells.ts';
import {type GenerationOptions, scoreGeneration} from '../scores/score-generation.ts';
import {type CompareOptions, comparePredictors} from './compare-predictors.ts';
import {
  gatherJudgedCells,
  genesOf,
  type JudgedCells,
  type JudgedFile,
  sharedGenes,
} from './gather-judged-cells.ts';
import type {DescribedCell} from './gather-perturbed-cells.ts';
import {type ConditionOptions, conditionsOf, untypedOf} from './judged-conditions.ts';
import {OTHER_HALF, type ProtocolScores} from './perturbation-scores.ts';
import type {UntypedCells} from './perturbed-cells.ts';
import {type TypingOptions, typeTheRest} from './type-by-neighbours.ts';

/** Name of the judged cells among the methods. */
export const JUDGED = 'predicted cells';

export interface JudgeOptions
  extends CompareOptions,
    GenerationOptions,
    TypingOptions,
    ConditionOptions {
  /** Whether the predicted cells are the real control cells, changed. */
  madeFromControls: boolean;
  /** Cells of either file, at most. */
  maxCells: number;
  /** Receives the methods that are scored as generated cells, of all, and the next. */
  onMethod?: (done: number, total: number, next: string) => void;
}

export interface Judgement {
  types: string[];
  /** Genes that both files have. */
  genes: number;
  cells: {
    real: number;
    predicted: number;
    /** Predicted cells of types that the real cells have not. */
    otherTypes: number;
    /** Real stimulated cells left out for want of a type. */
    untyped: number;
    /** Real stimulated cells whose type is that of nearest labelled cells. */
    typedByNeighbours: number;
  };
  generation: Record<string, GenerationResult>;
  /** With the stimulated cells of one type hidden from the baselines; null without conditions. */
  response: ProtocolScores | null;
}

/** Scores the predicted file against the real one. */
export async function judgeCells(
  real: JudgedFile,
  predicted: JudgedFile,
  options: JudgeOptions,
): Promise<Judgement> {
  requireTyped(real.cells);
  const conditions = conditionsOf(real.cells, options);
  const names = [conditions?.control, conditions?.stimulated];
  const isTyped = ({label}: DescribedCell) => label !== null;
  const mayBeTyped = ({condition}: DescribedCell) =>
    options.untyped === 'neighbours' &&
    conditions !== undefined &&
    condition === conditions.stimulated;
  const isUsable = (cell: DescribedCell) => isTyped(cell) || mayBeTyped(cell);
  const genes = sharedGenes(await genesOf(real, isUsable), predicted.matrix.symbols);
  const ours = await gatherJudgedCells(
    real,
    genes,
    cell => isUsable(cell) && (!conditions || names.includes(cell.condition ?? '')),
    options,
  );
  const isControl = ({condition}: DescribedCell) => condition === conditions?.control;
  const typedByNeighbours = typeOurs(ours, isControl, options);
  // A file of predicted cells may hold the control cells that they were made from, too.
  const theirs = await gatherJudgedCells(
    predicted,
    genes,
    cell => isTyped(cell) && (!conditions || cell.condition !== conditions.control),
    options,
  );
  const types = [...new Set(ours.described.map(({label}) => label!))].sort();
  const made = labelAs(theirs, types);
  requireTypes(types, theirs, made.labels.length);
  const all = labelAs(ours, types);
  const targets = Array.from(all.labels.keys()).filter(
    row => !conditions || !isControl(ours.described[row]),
  );
  const untyped = untypedOf(real.cells, conditions, options);
  return {
    types,
    genes: genes.length,
    cells: {
      real: targets.length,
      predicted: made.labels.length,
      otherTypes: theirs.described.length - made.labels.length,
      untyped: untyped.count,
      typedByNeighbours,
    },
    generation: judgeGeneration(selectCells(all, targets), made, types.length, options),
    response: conditions
      ? judgeResponse(ours, all.labels, made, types, genes, isControl, untyped, options)
      : null,
  };
}

/** Gives real stimulated cells without a type one, where they were gathered; returns their number. */
function typeOurs(
  ours: JudgedCells,
  isControl: (cell: DescribedCell) => boolean,
  options: JudgeOptions,
): number {
  const {expression, described} = ours;
  const types = [...new Set(described.map(({label}) => label))].filter(type => type !== null);
  const labels = Int32Array.from(described, ({label}) => types.indexOf(label ?? ''));
  const stimulated = Uint8Array.from(described, cell => Number(!isControl(cell)));
  const typed = typeTheRest({expression, labels, stimulated}, options);
  if (typed > 0) {
    ours.described = described.map((cell, row) => ({...cell, label: types[labels[row]]}));
  }
  return typed;
}

/** Cells of the types, with their places among them. */
function labelAs({expression, described}: JudgedCells, types: readonly string[]): LabelledCells {
  const places = described.map(({label}) => types.indexOf(label!));
  const kept = Array.from(places.keys()).filter(row => places[row] >= 0);
  return {
    expression: selectRows(expression, kept),
    labels: Int32Array.from(kept, row => places[row]),
  };
}

/** One half of the real cells is what all are held against; ceiling, baseline and floor are made of the other. */
function judgeGeneration(
  real: LabelledCells,
  made: LabelledCells,
  types: number,
  options: JudgeOptions,
): Record<string, GenerationResult> {
  const order = createRandom(options.seed, 7).shuffle(Array.from(real.labels.keys()));
  const middle = Math.floor(order.length / 2);
  const [given, asked] = [order.slice(0, middle), order.slice(middle)].map(rows =>
    selectCells(real, rows),
  );
  // Of both halves: cells that components are fitted on lie further apart in them than others do.
  const components = fitPrincipalComponents(real.expression, options.components, options.seed);
  const score = (cells: LabelledCells, kind: MethodKind): GenerationResult => ({
    ...scoreGeneration({cells: asked, types, components}, cells, options),
    ...{kind, validGeneShare: null, uniqueGeneShare: null, clippedShare: null},
  });
  const methods: [string, MethodKind, () => LabelledCells][] = [
    [JUDGED, 'model', () => made],
    [OTHER_HALF, 'ceiling', () => given],
    [
      'mean of the type, with noise',
      'baseline',
      () => noisyMeanCells(given, given.labels, types, 0, options.seed),
    ],
    ['real cells, types shuffled', 'floor', () => shuffleTypes(given, options.seed)],
  ];
  const scored = methods.map(([name, kind, cells], place) => {
    options.onMethod?.(place, methods.length, `scoring ${name}`);
    return [name, score(cells(), kind)];
  });
  return Object.fromEntries(scored);
}

function judgeResponse(
  {expression, described}: JudgedCells,
  labels: Int32Array,
  made: LabelledCells,
  types: string[],
  symbols: readonly string[],
  isControl: (cell: DescribedCell) => boolean,
  untyped: UntypedCells,
  options: JudgeOptions,
): ProtocolScores {
  const names = described.map(({donor}) => donor);
  const donors = [...new Set(names)].filter(name => name !== null).sort();
  const cells = {
    ...{symbols, types, donors, expression, labels, untyped},
    stimulated: Uint8Array.from(described, cell => Number(!isControl(cell))),
    donorOf: Int32Array.from(names, name => donors.indexOf(name ?? '')),
  };
  const samples = types.map((_, type) => {
    const rows = Array.from(made.labels.keys()).filter(row => made.labels[row] === type);
    // A mean of fewer than two cells has no error.
    if (rows.length < 2) return undefined;
    return {
      expression: selectRows(made.expression, rows),
      donors: new Int32Array(rows.length).fill(-1),
    };
  });
  const {madeFromControls} = options;
  const predicted = new Map([[JUDGED, {samples, madeFromControls}]]);
  return comparePredictors(cells, options, predicted)['held-out types'];
}

function requireTyped(real: readonly DescribedCell[]): void {
  if (real.some(({label}) => label !== null)) return;
  throw new Error(
    'No real cell has a type; expected types of control cells at least. Name the column that holds them with --set import-cells.labelColumn=NAME.',
  );
}

function requireTypes(types: readonly string[], theirs: JudgedCells, made: number): void {
  if (made > 0) return;
  const found = [...new Set(theirs.described.map(({label}) => label))].slice(0, 5).join(', ');
  throw new Error(
    `No predicted cell has a type of the real ones; found ${found || 'no typed cells'}, expected ${types.slice(0, 5).join(', ')}. Name the column of types (labelColumn), and write types alike in both files.`,
  );
}
