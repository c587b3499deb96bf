// Votes of the training sets nearest to the prompt, with how sharply and by which weights nearness is judged.
import {z} from 'zod';
import type {NearestSetsOptions} from '../baselines/nearest-sets.ts';
import {type TrainingSetsModel, trainingSetsKind} from './training-sets.ts';

export type NearestSetsModel = TrainingSetsModel<'nearest-sets', NearestSetsOptions>;

export const nearestSetsKind = trainingSetsKind(
  'nearest-sets',
  z.strictObject({power: z.number(), idf: z.boolean()}),
);
