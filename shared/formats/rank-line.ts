// Rank line: the fit of expression to rank that generated sentences are read back by.
import {z} from 'zod';
import type {RankToExpression} from '../cells/read-sentence.ts';
import {jsonFile} from './json-file.ts';

/** Mean and deviation of log10(1 + expression) over the genes of some ranks (0-based, both ends included). */
export interface RankLineBin {
  firstRank: number;
  lastRank: number;
  points: number;
  mean: number;
  deviation: number;
}

export interface RankLine extends RankToExpression {
  r2: number;
  pearson: number;
  bins: RankLineBin[];
}

const count = z.int().nonnegative();

/** y = intercept + slope · log10(1 + rank), its R² and Pearson's r over all points, and the points in bins. */
export const rankLine = jsonFile<RankLine>(
  'rank-line',
  1,
  z.object({
    slope: z.number(),
    intercept: z.number(),
    r2: z.number(),
    pearson: z.number(),
    bins: z.array(
      z.strictObject({
        firstRank: count,
        lastRank: count,
        points: count,
        mean: z.number(),
        deviation: z.number(),
      }),
    ),
  }),
);
