// Parameters that the stages share which fit a model of models on validation sets.
import {z} from 'zod';
import {engineParam} from '../../../engines/engine-params.ts';
import {inGroup} from '../../training/param-groups.ts';

export const fitParams = {
  ...inGroup('validation sets', {
    maskShares: z
      .array(z.number().gt(0).lt(1))
      .min(1)
      .default([0.5, 0.8, 0.9])
      .describe('shares of each validation set that are hidden, one after the other'),
    seeds: z
      .array(z.int().nonnegative())
      .min(1)
      .default([1, 2])
      .describe('seeds of the masking; each masks every validation set anew'),
    maxSets: z
      .int()
      .positive()
      .default(600)
      .describe('validation sets used, at most, drawn by the first seed'),
  }),
  engine: engineParam.describe(
    'compute engine of what needs one; auto takes the fastest that loads',
  ),
};
