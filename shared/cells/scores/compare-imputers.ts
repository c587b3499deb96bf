// Scores of imputed genes, models beside what training cells say at a glance.
import type {BootstrapOptions} from '../../stats/bootstrap.ts';
import type {GatheredCells} from '../gather-cells.ts';
import type {CellScores} from './cell-scores.ts';
import {gatherImputations, type ImputationRow, type Questioning} from './gather-imputations.ts';
import {imputeByMean, imputeByNeighbours, imputeByType} from './knn-imputer.ts';
import {rankImputed, scoreImputation} from './score-imputation.ts';

export interface ImputerOptions extends Questioning {
  /** Training cells that the k-NN imputer averages. */
  imputeNeighbours: number;
  recallAt: readonly number[];
  bootstrap: BootstrapOptions;
}

/** Scores by method, models first, all asked about the same hidden genes. */
export function compareImputers(
  rows: readonly ImputationRow[],
  cells: GatheredCells,
  options: ImputerOptions,
): CellScores['imputation'] {
  const {questions, types, answers} = gatherImputations(rows, cells, options);
  const {training} = cells.splits;
  const baselines = {
    'mean of the type': imputeByType(training, cells.types.length),
    'nearest cells': imputeByNeighbours(training.expression, options.imputeNeighbours),
    'mean of all cells': imputeByMean(training.expression),
  };
  const all = [
    ...answers,
    ...Object.entries(baselines).map(([method, impute]) => {
      const own = questions.map((question, i) => rankImputed(impute(question, types[i]), question));
      return [method, own] as const;
    }),
  ];
  return Object.fromEntries(
    all.map(([method, own]) => [
      method,
      scoreImputation(questions, own, options.recallAt, options.bootstrap),
    ]),
  );
}
