// "Trains" the lookup baseline as a stage of its own, so that it can stand in for train-gpt: it keeps the sets.
import {z} from 'zod';
import {completionModel} from '../shared/formats/completion-model.ts';
import {lossCurve} from '../shared/formats/loss-curve.ts';
import {stageSummary} from '../shared/formats/stage-summary.ts';
import {tokenShard} from '../shared/formats/token-shard.ts';
import {vocabulary} from '../shared/formats/vocabulary.ts';
import {stage} from '../shared/pipeline/stage.ts';

export default stage(import.meta.url, {
  summary: 'Keep the training sets as a model that completes by nearest sets.',
  inputs: {vocabulary, training: tokenShard, validation: tokenShard},
  outputs: {model: completionModel, lossCurve, summary: stageSummary},
  params: z.strictObject({
    power: z
      .number()
      .positive()
      .default(2)
      .describe('exponent of the cosine that weights a neighbouring set'),
    idf: z
      .boolean()
      .default(false)
      .describe('weight genes by log inverse set frequency in the cosine'),
  }),
  async run({inputs, outputs, params}) {
    const {symbols} = await inputs.vocabulary.read();
    const training = await inputs.training.read();
    await outputs.model.write({
      kind: 'nearest-sets',
      options: params,
      vocabSize: symbols.length,
      training,
    });
    // A lookup has no loss: the curve is empty, and the report says so.
    await outputs.lossCurve.write([]);
    await outputs.summary.write({
      stage: 'train-nearest-sets',
      counts: {trainingSets: training.setIds.length},
      notes: [],
    });
  },
});
