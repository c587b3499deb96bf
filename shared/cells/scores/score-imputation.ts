// Scores of imputed genes: how many of the hidden genes are among the first named, and how their values agree.
import {
  type BootstrapOptions,
  createBootstrap,
  type Interval,
  meanOf,
} from '../../stats/bootstrap.ts';
import {pearson} from '../../stats/correlation.ts';
import type {HiddenGenes} from './knn-imputer.ts';

/** What a method says of one cell: genes, best first, none of those shown, and their expression. */
export interface ImputedGenes {
  /** Columns. Shape (named). */
  genes: Int32Array;
  /** log10(1 + expression) of each; 0 is taken for genes that are not named. Shape (named). */
  values: Float64Array;
}

export interface ImputationScores {
  cells: number;
  /** Mean over cells: share of the hidden genes among the first k named, for each k. */
  recall: {k: number; mean: number; interval: Interval | null}[];
  /** Mean over cells of the recall at k = number of hidden genes of the cell (R-precision). */
  recallAtHidden: {mean: number; interval: Interval | null};
  /** Mean over cells of Pearson's r of predicted against true expression of the hidden genes; null where none has one. */
  pearson: {mean: number | null; interval: Interval | null};
}

/** Genes that are not shown by descending predicted expression, equal ones by column; those above 0 only. */
export function rankImputed(prediction: Float64Array, {shown}: HiddenGenes): ImputedGenes {
  const known = new Set(shown);
  const genes = Array.from(prediction.keys())
    .filter(gene => prediction[gene] > 0 && !known.has(gene))
    .sort((a, b) => prediction[b] - prediction[a] || a - b);
  return {
    genes: Int32Array.from(genes),
    values: Float64Array.from(genes, gene => prediction[gene]),
  };
}

/** Scores of all cells; cells without a hidden gene do not count. */
export function scoreImputation(
  questions: readonly HiddenGenes[],
  answers: readonly ImputedGenes[],
  recallAt: readonly number[],
  bootstrap: BootstrapOptions,
): ImputationScores {
  const scored = questions.flatMap((question, i) =>
    question.hidden.length > 0 ? [{question, answer: answers[i]}] : [],
  );
  if (scored.length === 0)
    throw new Error('No cell hides a gene: expected cells of two genes or more.');
  const intervalOf = createBootstrap(scored.length, bootstrap);
  const summarize = (values: Float64Array) => ({
    mean: meanOf(values),
    interval: intervalOf(values) ?? null,
  });
  const recalls = (kOf: (question: HiddenGenes) => number) =>
    summarize(
      Float64Array.from(scored, ({question, answer}) => recallOf(question, answer, kOf(question))),
    );
  const agreement = summarize(
    Float64Array.from(scored, ({question, answer}) => agreementOf(question, answer)),
  );
  return {
    cells: scored.length,
    recall: recallAt.map(k => ({k, ...recalls(() => k)})),
    recallAtHidden: recalls(({hidden}) => hidden.length),
    pearson: {...agreement, mean: Number.isNaN(agreement.mean) ? null : agreement.mean},
  };
}

function recallOf({hidden}: HiddenGenes, {genes}: ImputedGenes, k: number): number {
  const sought = new Set(hidden);
  return genes.subarray(0, k).filter(gene => sought.has(gene)).length / hidden.length;
}

function agreementOf({hidden, hiddenValues}: HiddenGenes, {genes, values}: ImputedGenes): number {
  const named = new Map(Array.from(genes, (gene, i) => [gene, values[i]]));
  const predicted = Float64Array.from(hidden, gene => named.get(gene) ?? 0);
  return pearson(predicted, hiddenValues);
}
