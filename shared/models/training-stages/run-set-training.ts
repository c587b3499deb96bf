// Trains a set encoder under a stage's key: start or resume, checkpoints, the best weights so far, what is reported.
import {join} from 'node:path';
import type {
  SetEncoderConfig,
  SetEncoderModel,
  SetLoss,
} from '../../engines/contract/set-encoder.ts';
import {loadSetEncoderEngine} from '../../engines/load-set-engine.ts';
import {
  readSafetensors,
  type Tensors,
  writeSafetensors,
} from '../../formats/safetensors/safetensors.ts';
import type {TokenShard} from '../../genes/tokens/token-shard.ts';
import {startFromPopularity, startFromSets} from '../set-encoder/initial-weights.ts';
import {type SetTrainingOptions, trainSetEncoder} from '../set-encoder/train.ts';
import {initialState, type TrainingState} from '../training/training-loop.ts';
import type {SetTrainingParams} from './set-training-params.ts';
import {loadCheckpoint, saveCheckpoint, tensorsOf} from './training-checkpoint.ts';

/** What a stage offers to its training. */
export interface TrainingSurroundings {
  /** Kept between runs of the same key. */
  stateFolder: string;
  signal: AbortSignal;
  log: {info(message: string): void};
  progress(progress: {done: number; total: number; unit: string; note: string}): void;
  metric(name: string, value: number | string): void;
}

export interface TrainingData {
  vocabSize: number;
  training: TokenShard;
  validation: TokenShard;
}

export interface TrainedSetEncoder {
  config: SetEncoderConfig;
  tensors: Tensors;
  curve: TrainingState['curve'];
  counts: Record<string, number>;
}

/** Trains to the end and returns the weights that were best on the validation sets. */
export async function runSetTraining(
  surroundings: TrainingSurroundings,
  data: TrainingData,
  loss: SetLoss,
  params: SetTrainingParams,
): Promise<TrainedSetEncoder> {
  const {log, metric} = surroundings;
  const config = configOf(params, data.vocabSize);
  const {engine, reason} = await loadSetEncoderEngine(params.engine, params);
  const model = engine.createSetEncoder(config, {seed: params.seed, trainable: true});
  log.info(`engine: ${engine.description} (${reason})`);
  metric('engine', engine.description);
  const state = await resumeOrStart(surroundings, model, data.training, loss, params);
  await trainWithCheckpoints(surroundings, model, data, trainingOptions(loss, params), state);
  log.info(
    `${model.parameterCount} parameters; kept the weights of step ${state.bestStep}: ${bestText(state, params)}`,
  );
  if (params.keepBy === 'recall') metric('validationRecallAt50', -state.bestCriterion);
  const tensors = await readSafetensors(bestPath(surroundings));
  const counts = countTraining(data, model, state);
  model.dispose();
  return {config, tensors, curve: state.curve, counts};
}

function configOf(params: SetTrainingParams, vocabSize: number): SetEncoderConfig {
  const {nEmbd, nLayer, nHead, pooling, tiedHead, dropout} = params;
  return {vocabSize, nEmbd, nLayer, nHead, pooling, tiedHead, dropout};
}

/** Continues from the checkpoint a killed run left under this key, or starts anew. */
async function resumeOrStart(
  surroundings: TrainingSurroundings,
  model: SetEncoderModel,
  training: TokenShard,
  loss: SetLoss,
  params: SetTrainingParams,
): Promise<TrainingState> {
  const resumed = await loadCheckpoint(checkpointPath(surroundings), model);
  if (resumed) {
    surroundings.log.info(`resumed at step ${resumed.step}`);
    return resumed;
  }
  startFromPopularity(model, training, loss);
  if (params.initEmbeddings === 'svd') {
    startFromSets(model, training, {scale: params.embeddingScale, seed: params.seed});
  }
  return initialState();
}

async function trainWithCheckpoints(
  surroundings: TrainingSurroundings,
  model: SetEncoderModel,
  data: TrainingData,
  options: SetTrainingOptions,
  state: TrainingState,
): Promise<void> {
  const {log, progress, metric, signal} = surroundings;
  const started = {time: performance.now(), step: state.step};
  const setsPerSecond = () =>
    Math.round(
      ((state.step - started.step) * options.batchSize * 1000) / (performance.now() - started.time),
    );
  await trainSetEncoder(model, data, options, state, {
    signal,
    onStep(_, loss) {
      const note = `loss ${loss.toFixed(3)} · best ${bestText(state, options)} · ${setsPerSecond()} sets/s`;
      progress({done: state.step, total: options.maxSteps, unit: 'steps', note});
    },
    onEvaluation({loss, recallAt50, averagePrecision}) {
      log.info(
        `step ${state.step}: validation loss ${loss.toFixed(4)}, recall@50 ${recallAt50.toFixed(4)}, average precision ${averagePrecision.toFixed(4)}`,
      );
    },
    onBest: () => writeSafetensors(bestPath(surroundings), tensorsOf(model)),
    onCheckpoint: () => saveCheckpoint(checkpointPath(surroundings), model, state),
  });
  if (state.step > started.step) metric('setsPerSecond', setsPerSecond());
}

function trainingOptions(loss: SetLoss, params: SetTrainingParams): SetTrainingOptions {
  return {
    ...params,
    loss,
    schedule: {...params, decaySteps: params.maxSteps},
    optimizer: {...params, epsilon: 1e-8},
  };
}

function countTraining(
  data: TrainingData,
  model: SetEncoderModel,
  state: TrainingState,
): Record<string, number> {
  return {
    trainingSets: data.training.setIds.length,
    validationSets: data.validation.setIds.length,
    parameters: model.parameterCount,
    steps: state.step,
    tokensSeen: state.tokens,
    bestStep: state.bestStep,
  };
}

function bestText(
  {bestCriterion, bestValidationLoss}: TrainingState,
  {keepBy}: Pick<SetTrainingOptions, 'keepBy'>,
): string {
  if (!Number.isFinite(bestCriterion)) return '–';
  const lossText = `validation loss ${bestValidationLoss.toFixed(3)}`;
  return keepBy === 'recall' ? `recall@50 ${(-bestCriterion).toFixed(3)}, ${lossText}` : lossText;
}

const checkpointPath = ({stateFolder}: TrainingSurroundings) => join(stateFolder, 'checkpoint');
const bestPath = ({stateFolder}: TrainingSurroundings) => join(stateFolder, 'best.safetensors');
