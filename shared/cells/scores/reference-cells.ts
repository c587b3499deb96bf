// Cells that no model made, of the types asked for: the ceiling (real cells drawn again), the floor (real cells of
// shuffled types), and baselines (the mean cell of a type, the mean with its genes' own noise but nothing that genes
// share).
import {createRandom, type Random} from '../../stats/random.ts';
import {columnMeans, fromRows, type SparseRows, selectRows} from '../../stats/sparse-rows.ts';
import {type LabelledCells, meansByType, rowsByType, selectCells} from '../labelled-cells.ts';

/** The ceiling: for each wanted type a real cell of it, drawn with replacement. `wanted`: types, shape (cells). */
export function resampleCells(
  pool: LabelledCells,
  wanted: Int32Array,
  types: number,
  seed: number,
): LabelledCells {
  const random = createRandom(seed, 1);
  const rows = rowsByType(pool.labels, types);
  return selectCells(
    pool,
    Array.from(wanted, type => draw(expectCells(rows[type], type), random)),
  );
}

/** A floor: the same cells, their types dealt out at random, so that a cell says nothing of its type. */
export function shuffleTypes({expression, labels}: LabelledCells, seed: number): LabelledCells {
  return {expression, labels: createRandom(seed, 2).shuffle(labels.slice())};
}

/** A baseline: every cell of a type is its mean. */
export function meanCells(pool: LabelledCells, wanted: Int32Array, types: number): LabelledCells {
  const means = meansByType(pool, types).map(mean => mean && toSparse(mean));
  const cells = Array.from(wanted, type => expectCells(means[type], type));
  return {expression: fromRows(cells, pool.expression.columnCount), labels: wanted.slice()};
}

/**
 * A baseline: the mean of a type plus, gene by gene on its own, normal noise of the gene's standard deviation within the
 * type; below 0 it is 0. Of each cell the `topGenes` highest are kept, 0 for all.
 */
export function noisyMeanCells(
  pool: LabelledCells,
  wanted: Int32Array,
  types: number,
  topGenes: number,
  seed: number,
): LabelledCells {
  const moments = rowsByType(pool.labels, types).map(rows => momentsOf(pool.expression, rows));
  const cells = Array.from(wanted, (type, cell) => {
    const {means, deviations} = expectCells(moments[type], type);
    const random = createRandom(seed, 3, cell);
    return toSparse(
      means.map((mean, gene) =>
        deviations[gene] === 0 ? mean : Math.max(0, mean + deviations[gene] * drawNormal(random)),
      ),
      topGenes,
    );
  });
  return {expression: fromRows(cells, pool.expression.columnCount), labels: wanted.slice()};
}

function momentsOf(expression: SparseRows, rows: readonly number[]) {
  if (rows.length === 0) return undefined;
  const cells = selectRows(expression, rows);
  const means = columnMeans(cells);
  const squares = columnMeans({...cells, values: cells.values.map(value => value * value)});
  // Population variance: with one cell of a type there is no noise.
  const deviations = squares.map((square, gene) =>
    Math.sqrt(Math.max(0, square - means[gene] ** 2)),
  );
  return {means, deviations};
}

function toSparse(dense: Float64Array, topGenes = 0) {
  const columns = Array.from(dense.keys()).filter(gene => dense[gene] > 0);
  if (topGenes > 0) {
    columns.sort((a, b) => dense[b] - dense[a] || a - b);
    columns.length = Math.min(columns.length, topGenes);
  }
  return {columns, values: columns.map(gene => dense[gene])};
}

/** A standard normal number (Box & Muller 1958). */
function drawNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

function draw(rows: readonly number[], random: Random): number {
  return rows[random.int(rows.length)];
}

function expectCells<T>(found: T | undefined, type: number): T {
  if (found !== undefined && !(Array.isArray(found) && found.length === 0)) return found;
  throw new Error(
    `Type ${type} has no training cell; expected at least one. Check the split, or generate only types in training.`,
  );
}
