// Trains a denoising auto-encoder over gene sets: most genes are hidden and each of all V genes is predicted by itself, by
// binary cross-entropy. Architecture and loss after GSFM (github.com/MaayanLab/gsfm); written anew.
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
  summary: 'Train a denoising auto-encoder that restores the hidden genes of a set.',
  assets: ENGINE_ASSETS,
  inputs: {vocabulary, training: tokenShard, validation: tokenShard},
  outputs: {model: completionModel, lossCurve, summary: stageSummary},
  params: setTrainingParams({
    // Multi-hot genes times a matrix is a sum of its rows; the root keeps sets of all sizes on one scale.
    pooling: 'root',
    nHead: 1,
    tiedHead: false,
    visibleInLoss: 'targets',
    // GSFM hides 80 %.
    minVisibleShare: 0.2,
    maxVisibleShare: 0.2,
    nLayer: 2,
    maxSteps: 600,
    gradientClip: 0,
  }),
  async run(context) {
    const {inputs, outputs, params} = context;
    const data = {
      vocabSize: (await inputs.vocabulary.read()).symbols.length,
      training: await inputs.training.read(),
      validation: await inputs.validation.read(),
    };
    const loss = 'bce';
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
