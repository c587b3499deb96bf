// Parameters of stages that compare predicted responses to a perturbation with real ones.
import {z} from 'zod';

const whole = z.int().positive();
const condition = (what: string) => z.string().min(1).nullable().default(null).describe(what);

/** Which cells are control and which are stimulated. */
export const conditionParams = {
  controlLabel: condition('condition of control cells; found by its usual names where null'),
  stimulatedLabel: condition('condition of stimulated cells; the only other one where null'),
};

/** What becomes of stimulated cells without a type. */
export const untypedParam = {
  untyped: z
    .enum(['drop', 'neighbours'])
    .default('drop')
    .describe(
      'stimulated cells without a type: leave them out, or give them the type of the nearest labelled control cells',
    ),
};

/** How cells without a type are given one. */
export const typingParams = {
  movedGenes: z
    .int()
    .nonnegative()
    .default(500)
    .describe('genes left out where cells are typed: those that differ most between conditions'),
  typingNeighbours: whole
    .default(15)
    .describe('nearest labelled control cells that vote on a type'),
};

/** What a response is scored by. */
export const responseParams = {
  changedGenes: whole
    .default(50)
    .describe('genes of the largest real change, for correlation, direction and slope'),
  recoverAt: z
    .array(whole)
    .min(1)
    .default([20, 50, 100])
    .describe('numbers of differentially expressed genes at which recovery is counted'),
  splits: whole.default(10).describe('ways in which real cells are dealt into halves'),
  energyCells: whole.default(300).describe('cells of each side in one energy distance, at most'),
  componentCells: whole
    .default(1000)
    .describe('training cells that the components are fitted on, at most'),
};

/** What is random. */
export const resamplingParams = {
  resamples: z
    .int()
    .nonnegative()
    .default(200)
    .describe('bootstrap resamples of each 95 % interval; 0 for none'),
  seed: z.int().nonnegative().default(1).describe('seed of draws, halves and bootstrap'),
};
