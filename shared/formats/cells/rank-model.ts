// The line that turns ranks back into expression, fitted per data set, as JSON; with what a plot of it needs.
import {z} from 'zod';
import {jsonFile} from '../json-file.ts';

const count = z.number().int().nonnegative();

const schema = z.strictObject({
  /** log10(1 + expression) = intercept + slope · log10(1 + rank), rank from 0. */
  slope: z.number(),
  intercept: z.number(),
  /** Of the line against all non-zero points of all cells. */
  r2: z.number(),
  pearson: z.number(),
  /** Of the line's reconstruction against the data, over the points of `spearmanCells` cells drawn at random. */
  spearman: z.number().nullable(),
  spearmanCells: count,
  cells: count,
  points: count,
  /** Sum of a cell's counts after normalization; null where values came log-normalized. */
  targetSum: z.number().positive().nullable(),
  /** The first rank that the line gives a negative expression. */
  firstNegativeRank: count.nullable(),
  /** Ranges of ranks (both ends included) with mean and standard deviation of log10(1 + expression). */
  bins: z.array(
    z.strictObject({
      firstRank: count,
      lastRank: count,
      points: count,
      mean: z.number(),
      deviation: z.number(),
    }),
  ),
});

export type RankModel = z.output<typeof schema>;

/** The fitted line and its goodness. */
export const rankModel = jsonFile<RankModel>('rank-model', 1, schema, ({cells, points}) => ({
  cells,
  points,
}));
