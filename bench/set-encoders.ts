// Trains set encoders and denoising auto-encoders with other parameters than the defaults and compares how they complete
// the validation sets (the test sets are never looked at):
//   make stage S=tokenize && npx tsx bench/set-encoders.ts [--only "train-set-encoder: own head,…"] [--artifacts artifacts]
// Rows go to bench/results/set-encoders.json and, from all rows there, to the table in docs/experiments.md.
import {parseArgs} from 'node:util';
import type {SetEncoderModel, SetLoss} from '../shared/engines/contract/set-encoder.ts';
import {loadSetEncoderEngine} from '../shared/engines/load-set-engine.ts';
import {tokenShard} from '../shared/formats/token-shard.ts';
import {maskSets} from '../shared/genes/tokens/mask-shard.ts';
import {evaluateSets} from '../shared/models/set-encoder/evaluate.ts';
import {startFromPopularity, startFromSets} from '../shared/models/set-encoder/initial-weights.ts';
import {setEncoderTask} from '../shared/models/set-encoder/train.ts';
import {
  initialState,
  runTraining,
  type TrainingState,
} from '../shared/models/training/training-loop.ts';
import type {SetTrainingParams} from '../shared/models/training-stages/set-training-params.ts';
import {tensorsOf} from '../shared/models/training-stages/training-checkpoint.ts';
import trainAutoEncoder from '../stages/train-auto-encoder.ts';
import trainSetEncoderStage from '../stages/train-set-encoder.ts';
import {type ExperimentRow, keepRow} from './experiment-rows.ts';
import {VARIANTS, type Variant} from './set-encoder-variants.ts';

/** Every validation set is completed from this many random fifths of its genes; the training looks at another. */
const MASKS = [101, 102, 103, 104, 105];

const {values} = parseArgs({
  options: {
    only: {type: 'string'},
    artifacts: {type: 'string', default: 'artifacts'},
  },
});
const shardOf = (part: string) =>
  tokenShard.read(`${values.artifacts}/tokenize/latest/${part}.arrow`);
const data = {training: await shardOf('training'), validation: await shardOf('validation')};
const vocabSize = data.training.vocabSize!;
const names = values.only?.split(',') ?? VARIANTS.map(keyOf);
const {engine} = await loadSetEncoderEngine('auto');
console.log(`${engine.description}; ${data.validation.setIds.length} validation sets`);

for (const variant of VARIANTS.filter(variant => names.includes(keyOf(variant)))) {
  const row = await measure(variant);
  console.log(JSON.stringify(row));
  await keepRow('set-encoders', row);
}

/** As --only names it. */
function keyOf({name, stage}: Variant): string {
  return `${stage}: ${name}`;
}

async function measure({name, stage, change}: Variant): Promise<ExperimentRow> {
  const definition = stage === 'train-auto-encoder' ? trainAutoEncoder : trainSetEncoderStage;
  const loss: SetLoss = stage === 'train-auto-encoder' ? 'bce' : 'softmax';

  const params = definition.params.parse(change);
  const model = await start(params, loss);
  const started = process.cpuUsage();
  const state = await train(model, params, loss);
  const {user, system} = process.cpuUsage(started);
  const scores = await score(model, params, loss);
  model.dispose();
  const cpuMinutes = (user + system) / 6e7;
  // CPU minutes are of all threads, training and validation together, without the start from an SVD.
  return {stage, name, ...scores, steps: state.step, bestStep: state.bestStep, cpuMinutes};
}

async function start(params: SetTrainingParams, loss: SetLoss): Promise<SetEncoderModel> {
  const {seed, embeddingScale: scale} = params;
  const model = engine.createSetEncoder({...params, vocabSize}, {seed, trainable: true});
  startFromPopularity(model, data.training, loss);
  if (params.initEmbeddings === 'svd') {
    await startFromSets(model, data.training, {engine}, {scale, seed});
  }
  return model;
}

async function train(
  model: SetEncoderModel,
  params: SetTrainingParams,
  loss: SetLoss,
): Promise<TrainingState> {
  const state = initialState();
  let best = await tensorsOf(model);
  await runTraining(setEncoderTask(model, data, {...params, loss}), params, state, {
    onEvaluation: (_, {note}) => console.log(`  ${state.step}: ${note}`),
    onBest: async () => {
      best = await tensorsOf(model);
    },
    onCheckpoint: async () => {},
  });
  for (const [tensor, {values: kept}] of best) model.writeTensor(tensor, kept);
  return state;
}

/** Means over the validation sets and the masks. */
async function score(model: SetEncoderModel, params: SetTrainingParams, loss: SetLoss) {
  const sum = {recallAt50: 0, averagePrecision: 0};
  for (const mask of MASKS) {
    const found = await evaluateSets(model, maskSets(data.validation, 0.8, mask), {
      ...params,
      loss,
    });
    sum.recallAt50 += found.recallAt50 / MASKS.length;
    sum.averagePrecision += found.averagePrecision / MASKS.length;
  }
  return sum;
}
