// Trains a set encoder in a stage: the engine, the weights to begin with, the training, what is reported.
import type {SetEncoderConfig, SetLoss} from '../../engines/contract/set-encoder.ts';
import {loadSetEncoderEngine} from '../../engines/load-set-engine.ts';
import type {TokenShard} from '../../genes/tokens/token-shard.ts';
import {startFromPopularity, startFromSets} from '../set-encoder/initial-weights.ts';
import {type SetTrainingOptions, setEncoderTask} from '../set-encoder/train.ts';
import type {OnPass} from '../training/leading-directions.ts';
import type {TrainingState} from '../training/training-loop.ts';
import type {SetTrainingParams} from './set-training-params.ts';
import {runSession, type Trained, type TrainingSurroundings} from './training-session.ts';

interface TrainingData {
  vocabSize: number;
  training: TokenShard;
  validation: TokenShard;
}

/** Trains to the end and returns the weights that were best on the validation sets. */
export async function runSetTraining(
  surroundings: TrainingSurroundings,
  data: TrainingData,
  loss: SetLoss,
  params: SetTrainingParams,
): Promise<Trained & {config: SetEncoderConfig}> {
  const {log, metric} = surroundings;
  const config = configOf(params, data.vocabSize);
  const {engine, reason} = await loadSetEncoderEngine(params.engine, params);
  const model = engine.createSetEncoder(config, {seed: params.seed, trainable: true});
  log.info(`engine: ${engine.description} (${reason})`);
  metric('engine', engine.description);
  const session = {
    model,
    task: setEncoderTask(model, data, {...params, loss}),
    async start(onPass: OnPass) {
      startFromPopularity(model, data.training, loss);
      if (params.initEmbeddings === 'gaussian') return;
      const options = {scale: params.embeddingScale, seed: params.seed};
      await startFromSets(model, data.training, {engine, onPass}, options);
    },
    speed: {unit: 'sets' as const, done: ({step}: TrainingState) => step * params.batchSize},
    describeBest: (state: TrainingState) => describeBest(state, params),
  };
  const trained = await runSession(surroundings, session, params);
  const {state} = trained;
  log.info(
    `${model.parameterCount} parameters; kept the weights of step ${state.bestStep}: ${describeBest(state, params)}`,
  );
  if (params.keepBy === 'recall') metric('validationRecallAt50', -state.bestCriterion);
  model.dispose();
  return {config, ...trained};
}

function configOf(params: SetTrainingParams, vocabSize: number): SetEncoderConfig {
  const {nEmbd, nLayer, nHead, pooling, tiedHead, dropout} = params;
  return {vocabSize, nEmbd, nLayer, nHead, pooling, tiedHead, dropout};
}

function describeBest(
  {bestCriterion, bestValidationLoss}: TrainingState,
  {keepBy}: Pick<SetTrainingOptions, 'keepBy'>,
): string {
  const lossText = `validation loss ${bestValidationLoss.toFixed(3)}`;
  return keepBy === 'recall' ? `recall@50 ${(-bestCriterion).toFixed(3)}, ${lossText}` : lossText;
}
