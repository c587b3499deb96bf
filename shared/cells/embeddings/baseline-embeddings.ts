// Plain embeddings that models are read against, fitted on training cells: principal components, the genes that vary most,
// a random projection, and, for models that were trained on types, the logits of a classifier that was too.
import {fitLogistic, LOGISTIC_SEARCH, logisticLogits} from '../../stats/logistic-regression.ts';
import {
  fitPrincipalComponents,
  type Points,
  type PrincipalComponents,
  placeRows,
} from '../../stats/principal-components.ts';
import {createRandom, type Random} from '../../stats/random.ts';
import type {SparseRows} from '../../stats/sparse-rows.ts';
import {columnMoments} from '../../stats/two-samples/welch.ts';
import type {LabelledCells} from '../labelled-cells.ts';

export interface BaselineOptions {
  /** Principal components, and dimensions of the random projection. */
  components: number;
  variableGenes: number;
  /** L2 penalty of logistic regression. */
  penalty: number;
  seed: number;
}

export interface BaselineEmbeddings {
  components: PrincipalComponents;
  /** What places cells, by the method's name. */
  place: ReadonlyMap<string, (cells: SparseRows) => Points>;
}

/** Fits all baselines; `types`: number of types. */
export function fitBaselines(
  {expression, labels}: LabelledCells,
  types: number,
  {components: rank, variableGenes, penalty, seed}: BaselineOptions,
): BaselineEmbeddings {
  const components = fitPrincipalComponents(expression, rank, seed);
  const variable = mostVariable(expression, variableGenes);
  const random = {
    rank,
    means: new Float64Array(expression.columnCount),
    loadings: randomLoadings(expression.columnCount, rank, createRandom(seed, 17)),
    variances: new Float64Array(rank),
  };
  const logistic = fitLogistic(expression, labels, types, {penalty, ...LOGISTIC_SEARCH});
  return {
    components,
    place: new Map([
      ['principal components', cells => placeRows(components, cells)],
      [`${variable.length} variable genes`, cells => takeColumns(cells, variable)],
      ['random projection', cells => placeRows(random, cells)],
      [
        'logits of logistic regression',
        cells => ({
          ...{count: cells.rowCount, dimensions: types},
          coordinates: logisticLogits(logistic, cells),
        }),
      ],
    ]),
  };
}

/** Columns of largest variance of log-normalized expression, the first of equal ones. */
function mostVariable(expression: SparseRows, count: number): number[] {
  const {variances} = columnMoments(expression);
  const order = Array.from(variances.keys()).sort((a, b) => variances[b] - variances[a] || a - b);
  return order.slice(0, count).sort((a, b) => a - b);
}

function takeColumns(cells: SparseRows, wanted: readonly number[]): Points {
  const dimensions = wanted.length;
  const placeOf = new Int32Array(cells.columnCount).fill(-1);
  for (const [place, column] of wanted.entries()) placeOf[column] = place;
  const coordinates = new Float64Array(cells.rowCount * dimensions);
  for (let row = 0; row < cells.rowCount; row++) {
    for (let i = cells.offsets[row]; i < cells.offsets[row + 1]; i++) {
      const place = placeOf[cells.columns[i]];
      if (place >= 0) coordinates[row * dimensions + place] = cells.values[i];
    }
  }
  return {count: cells.rowCount, dimensions, coordinates};
}

/** Signs of equal size (Achlioptas 2003), which keep distances on average. Shape (columns, rank). */
function randomLoadings(columns: number, rank: number, random: Random): Float64Array {
  const size = 1 / Math.sqrt(rank);
  return Float64Array.from({length: columns * rank}, () => (random.int(2) === 0 ? -size : size));
}
