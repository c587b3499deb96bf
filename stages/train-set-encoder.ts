// Trains an attention-pooled set encoder (DeepSets, Zaheer et al. 2017) to rank a set's hidden genes in one pass.

import {lossCurve} from '../shared/formats/loss-curve.ts';
import {stageSummary} from '../shared/formats/stage-summary.ts';
import {tokenShard} from '../shared/formats/token-shard.ts';
import {vocabulary} from '../shared/formats/vocabulary.ts';
import {completionModel} from '../shared/models/kinds/completion-model.ts';
import {runSetTraining} from '../shared/models/training-stages/run-set-training.ts';
import {setTrainingParams} from '../shared/models/training-stages/set-training-params.ts';
import {stage} from '../shared/pipeline/stage.ts';

export default stage(import.meta.url, {
  summary: 'Train a set encoder that predicts all hidden genes of a set at once.',
  assets: ['../core/{src,native,wasm}/**/*', '../core/Makefile'],
  inputs: {vocabulary, training: tokenShard, validation: tokenShard},
  outputs: {model: completionModel, lossCurve, summary: stageSummary},
  params: setTrainingParams({
    pooling: 'attention',
    nHead: 8,
    nLayer: 2,
    nEmbd: 256,
    tiedHead: true,
    dropout: 0.2,
    visibleInLoss: 'excluded',
    minVisibleShare: 0.05,
    maxVisibleShare: 0.6,
    batchSize: 256,
    maxSteps: 3000,
    learningRate: 2e-3,
    weightDecay: 0.1,
    gradientClip: 1,
  }),
  async run(context) {
    const {inputs, outputs, params} = context;
    const data = {
      vocabSize: (await inputs.vocabulary.read()).symbols.length,
      training: await inputs.training.read(),
      validation: await inputs.validation.read(),
    };
    const loss = 'softmax';
    const {config, tensors, curve, counts} = await runSetTraining(context, data, loss, params);
    await outputs.model.write({kind: 'set-encoder', loss, config, tensors});
    await outputs.lossCurve.write(curve);
    await outputs.summary.write({stage: 'train-set-encoder', counts, notes: []});
  },
});
