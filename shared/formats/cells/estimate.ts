// What the scores of cells have in common in their files.
import {z} from 'zod';

/** A score and its interval, null where it cannot be computed; `Estimate` of `shared/stats/bootstrap.ts`. */
export const estimate = z.strictObject({
  value: z.number().nullable(),
  interval: z.tuple([z.number(), z.number()]).nullable(),
});

/** `MethodKind` of `shared/cells/scores/cell-scores.ts`. */
export const methodKind = z.enum(['model', 'ceiling', 'baseline', 'floor']);
