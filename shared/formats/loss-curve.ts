// Loss curve of a training run: one row a logged step.
import {recordTable} from './record-table.ts';

/** Columns: step, tokens seen, learning rate, training and (where measured) validation loss in nats a token. */
export const lossCurve = recordTable('loss-curve', 1, {
  step: 'int32',
  tokens: 'float64',
  learningRate: 'float64',
  trainingLoss: 'float64',
  validationLoss: 'float64?',
});
