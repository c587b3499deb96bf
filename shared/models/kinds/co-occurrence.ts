// Conditional probabilities of genes given the prompt's, counted in the training sets.
import {z} from 'zod';
import type {CoOccurrenceOptions} from '../baselines/co-occurrence.ts';
import {type TrainingSetsModel, trainingSetsKind} from './training-sets.ts';

export type CoOccurrenceModel = TrainingSetsModel<'co-occurrence', CoOccurrenceOptions>;

export const coOccurrenceKind = trainingSetsKind(
  'co-occurrence',
  z.strictObject({smoothing: z.number()}),
);
