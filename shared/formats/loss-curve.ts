// Loss curve of a training run: one row a logged step.
import {recordTable} from './record-table.ts';

/** Columns: step, tokens seen, learning rate, training and (where measured) validation loss in nats a token. */
const table = recordTable('loss-curve', 1, {
  step: 'int32',
  tokens: 'float64',
  learningRate: 'float64',
  trainingLoss: 'float64',
  validationLoss: 'float64?',
});

/** A model that has no loss to follow, such as a lookup, has an empty curve, and the report says so. */
export const lossCurve: typeof table = {...table, absent: []};
