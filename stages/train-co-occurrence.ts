// "Trains" the co-occurrence baseline in train-gpt's place: it keeps the sets, from which conditional probabilities are
// counted for each prompt.
import {z} from 'zod';
import {lossCurve} from '../shared/formats/loss-curve.ts';
import {stageSummary} from '../shared/formats/stage-summary.ts';
import {tokenShard} from '../shared/formats/token-shard.ts';
import {vocabulary} from '../shared/formats/vocabulary.ts';
import {completionModel} from '../shared/models/kinds/completion-model.ts';
import {stage} from '../shared/pipeline/stage.ts';

export default stage(import.meta.url, {
  summary: 'Keep the training sets as a model that completes by co-occurrence.',
  inputs: {vocabulary, training: tokenShard, validation: tokenShard},
  outputs: {model: completionModel, lossCurve, summary: stageSummary},
  params: z.strictObject({
    smoothing: z
      .number()
      .nonnegative()
      .default(1)
      .describe(
        'sets of average content added to those of each prompt gene, so that a gene of few sets weighs less; 0 for plain frequencies',
      ),
  }),
  async run({inputs, outputs, params}) {
    const {symbols} = await inputs.vocabulary.read();
    const training = await inputs.training.read();
    await outputs.model.write({
      kind: 'co-occurrence',
      options: params,
      vocabSize: symbols.length,
      training,
    });
    await outputs.summary.write({
      counts: {trainingSets: training.setIds.length},
    });
  },
});
