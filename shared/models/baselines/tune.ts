// Tuning of a baseline: every choice completes the same masked validation sets, and the best mean score wins.
import {z} from 'zod';
import {type MaskedSet, maskSets} from '../../genes/tokens/mask-shard.ts';
import type {TokenShard} from '../../genes/tokens/token-shard.ts';
import {batchesOf} from '../../stats/batches-of.ts';
import {createRandom} from '../../stats/random.ts';
import {averagePrecision, recallAt} from '../../stats/ranking-scores.ts';
import {ranksOf} from '../../stats/score-order.ts';
import type {GeneRanker} from './gene-ranker.ts';

/** Parameters of every stage that tunes. */
export const tuningParams = {
  criterion: z
    .enum(['averagePrecision', 'recallAt50'])
    .default('averagePrecision')
    .describe('the score whose mean over the validation sets decides between several values'),
  maskShare: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.8)
    .describe('share of each validation set that is hidden when several values are tried'),
  tuningSets: z
    .int()
    .nonnegative()
    .default(1000)
    .describe('validation sets drawn for that; 0 for all'),
  seed: z.int().nonnegative().default(1).describe('seed of that draw and of the masking'),
};
type TuningParams = z.output<z.ZodObject<typeof tuningParams>>;

export interface Trial<Choice> {
  choice: Choice;
  /** Mean criterion over the sets, 0..1. */
  score: number;
}

/** A parameter that is one value, or several to choose from. */
export const oneOrMore = <Value extends z.ZodType>(value: Value) =>
  z.union([value, z.array(value).min(1)]);

/** A parameter's values, each once, in their order. */
export function valuesOf<Value>(parameter: Value | Value[]): Value[] {
  return Array.isArray(parameter) ? [...new Set(parameter)] : [parameter];
}

/** Masked validation sets with something to find; the draw depends on the seed alone. */
export function drawTuningSets(
  validation: TokenShard,
  {maskShare, tuningSets, seed}: TuningParams,
): MaskedSet[] {
  const masked = maskSets(validation, maskShare, seed).filter(set => set.heldOutGenes.length > 0);
  if (masked.length === 0) {
    throw new Error(
      `none of ${validation.setIds.length} validation sets has two genes, so there is nothing to choose by: give one value of each parameter, or raise the split's heldOutShare`,
    );
  }
  if (tuningSets === 0 || tuningSets >= masked.length) return masked;
  return createRandom(seed).shuffle(masked).slice(0, tuningSets);
}

/** Sets ranked in one call; bounds memory to this many rows of V scores. */
const BATCH = 64;

/** Mean criterion of a ranker over masked sets; `onRanked` hears how many are ranked. */
export async function meanCriterion(
  ranker: Pick<GeneRanker, 'rank'>,
  sets: readonly MaskedSet[],
  criterion: TuningParams['criterion'],
  onRanked: (done: number) => void = () => {},
): Promise<number> {
  let sum = 0;
  let done = 0;
  for (const batch of batchesOf(sets, BATCH)) {
    const rows = await ranker.rank(batch.map(({promptGenes}) => promptGenes));
    for (const [i, {heldOutGenes}] of batch.entries()) {
      const ranks = ranksOf(rows[i], heldOutGenes);
      sum += criterion === 'recallAt50' ? recallAt(ranks, 50) : averagePrecision(ranks);
    }
    done += batch.length;
    onRanked(done);
  }
  return sum / sets.length;
}

/** The trial of the best score; the first of equals. */
export function bestTrial<Choice>(trials: readonly Trial<Choice>[]): Trial<Choice> {
  return trials.reduce((best, trial) => (trial.score > best.score ? trial : best));
}

/** Whether the chosen one of three or more numbers is the smallest or the largest. */
export function atEdge(values: readonly number[], chosen: number): boolean {
  return values.length > 2 && (chosen === Math.min(...values) || chosen === Math.max(...values));
}

/** The whole grid as notes of a summary, and its lines for the log. */
export function describeTrials<Choice>(
  trials: readonly Trial<Choice>[],
  sets: number,
  criterion: TuningParams['criterion'],
  describe: (choice: Choice) => string,
): {message: string; count: number}[] {
  const what = criterion === 'recallAt50' ? 'mean recall@50' : 'mean average precision';
  return trials.map(({choice, score}) => ({
    message: `${what} of ${sets} validation sets with ${describe(choice)}`,
    count: score,
  }));
}
