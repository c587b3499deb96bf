// "Trains" the item–item baseline in train-gpt's place: it keeps the sets, from which the cosines
// between genes are taken for each prompt.
import {z} from 'zod';
import {lossCurve} from '../shared/formats/loss-curve.ts';
import {stageSummary} from '../shared/formats/stage-summary.ts';
import {tokenShard} from '../shared/formats/token-shard.ts';
import {vocabulary} from '../shared/formats/vocabulary.ts';
import {completionModel} from '../shared/models/kinds/completion-model.ts';
import {stage} from '../shared/pipeline/stage.ts';

export default stage(import.meta.url, {
  summary: 'Keep the training sets as a model that completes by item–item cosines.',
  inputs: {vocabulary, training: tokenShard, validation: tokenShard},
  outputs: {model: completionModel, lossCurve, summary: stageSummary},
  params: z.strictObject({}),
  async run({inputs, outputs}) {
    const {symbols} = await inputs.vocabulary.read();
    const training = await inputs.training.read();
    await outputs.model.write({
      kind: 'item-item',
      options: {},
      vocabSize: symbols.length,
      training,
    });
    await outputs.summary.write({
      counts: {trainingSets: training.setIds.length},
    });
  },
});
