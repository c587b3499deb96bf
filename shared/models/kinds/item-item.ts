// Cosines between genes' set vectors, taken from the training sets when asked; there is nothing to settle.
import {z} from 'zod';
import {type TrainingSetsModel, trainingSetsKind} from './training-sets.ts';

export type ItemItemModel = TrainingSetsModel<'item-item', Record<string, never>>;

export const itemItemKind = trainingSetsKind('item-item', z.record(z.string(), z.never()));
