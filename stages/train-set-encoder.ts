// Trains an attention-pooled set encoder (DeepSets, Zaheer et al. 2017) to rank a set's hidden genes in one pass.
import {ENGINE_ASSETS} from '../shared/engines/engine-params.ts';
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
  assets: ENGINE_ASSETS,
  inputs: {vocabulary, training: tokenShard, validation: tokenShard},
  outputs: {model: completionModel, lossCurve, summary: stageSummary},
  params: setTrainingParams({
    pooling: 'attention',
    nHead: 8,
    tiedHead: true,
    visibleInLoss: 'excluded',
    minVisibleShare: 0.05,
    maxVisibleShare: 0.6,
    // Blocks cost recall at any number of steps: docs/experiments.md.
    nLayer: 0,
    maxSteps: 1000,
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
    const {config, tensors, state, counts} = await runSetTraining(context, data, loss, params);
    await outputs.model.write({kind: 'set-encoder', loss, config, tensors});
    await outputs.lossCurve.write(state.curve);
    await outputs.summary.write({
      counts: {
        trainingSets: data.training.setIds.length,
        validationSets: data.validation.setIds.length,
        ...counts,
      },
    });
  },
});
