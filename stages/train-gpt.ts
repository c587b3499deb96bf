// Trains a decoder-only transformer on gene sets: nanoGPT's architecture and recipe (github.com/karpathy/nanoGPT).
import {join} from 'node:path';
import {z} from 'zod';
import type {GptConfig, GptModel} from '../shared/engines/contract/engine.ts';
import {loadEngine} from '../shared/engines/load.ts';
import {lossCurve} from '../shared/formats/loss-curve.ts';
import {readSafetensors, writeSafetensors} from '../shared/formats/safetensors/safetensors.ts';
import {stageSummary} from '../shared/formats/stage-summary.ts';
import {tokenShard} from '../shared/formats/token-shard.ts';
import {vocabulary} from '../shared/formats/vocabulary.ts';
import {END_TOKEN, type TokenShard} from '../shared/genes/tokens/token-shard.ts';
import {initialEmbeddings} from '../shared/models/gpt/initial-embeddings.ts';
import {type TrainingOptions, train} from '../shared/models/gpt/train.ts';
import {completionModel} from '../shared/models/kinds/completion-model.ts';
import {initialState, type TrainingState} from '../shared/models/training/training-loop.ts';
import {
  loadCheckpoint,
  saveCheckpoint,
  tensorsOf,
} from '../shared/models/training-stages/training-checkpoint.ts';
import {stage} from '../shared/pipeline/stage.ts';
import type {StageContext} from '../shared/pipeline/stage-contract.ts';

const count = () => z.int().positive();

const params = z.strictObject({
  nLayer: count().default(2).describe('transformer blocks'),
  nHead: count().default(8).describe('attention heads of a block'),
  nEmbd: count().default(256).describe('width of the residual stream; a multiple of nHead'),
  blockSize: count()
    .default(128)
    .describe('tokens of a row; longer gene sets are cut to a random part each epoch'),
  bias: z
    .boolean()
    .default(true)
    .describe("biases in linear layers and layer norms, as GPT-2; nanoGPT's default is false"),
  positions: z
    .boolean()
    .default(false)
    .describe('learn position embeddings; a set has no order, so none are needed'),
  dropout: z.number().min(0).lt(1).default(0.1).describe('dropout probability'),
  tiedHead: z
    .boolean()
    .default(true)
    .describe('the head shares the token embedding, as in GPT-2; else it has weights of its own'),
  activation: z
    .enum(['gelu', 'gelu-tanh'])
    .default('gelu')
    .describe("exact GELU as nanoGPT, or its tanh approximation as GPT-2's gelu_new"),
  objective: z
    .enum(['next-gene', 'remaining-genes'])
    .default('remaining-genes')
    .describe(
      'predict the gene that follows, or every gene of the set not yet shown: the same expected loss with less noise',
    ),
  initEmbeddings: z
    .enum(['svd', 'gaussian'])
    .default('svd')
    .describe(
      'start token embeddings from an SVD of the training sets and their popularity, or at random as nanoGPT',
    ),
  embeddingScale: z
    .number()
    .positive()
    .default(0.05)
    .describe('root mean square of SVD-started embeddings'),
  lossPositions: z
    .int()
    .nonnegative()
    .default(8)
    .describe(
      'positions of a set that the training loss looks at, evenly spread from a random start; 0 for all, at several times the cost',
    ),
  batchSize: count().default(16).describe('rows of a batch'),
  gradientAccumulation: count().default(1).describe('batches of one update'),
  maxSteps: count().default(2000).describe('updates at most'),
  warmupSteps: z
    .int()
    .nonnegative()
    .default(100)
    .describe('updates over which the learning rate rises'),
  learningRate: z.number().positive().default(2e-3).describe('highest learning rate'),
  minLearningRate: z
    .number()
    .nonnegative()
    .default(2e-4)
    .describe('learning rate at the end of the cosine'),
  weightDecay: z
    .number()
    .nonnegative()
    .default(0.1)
    .describe("AdamW's decoupled weight decay on matrices and embeddings"),
  beta1: z.number().min(0).lt(1).default(0.9).describe("AdamW's decay of the first moment"),
  beta2: z.number().min(0).lt(1).default(0.95).describe("AdamW's decay of the second moment"),
  gradientClip: z
    .number()
    .nonnegative()
    .default(1)
    .describe('largest global norm of the gradient; 0 for no limit'),
  evaluateEvery: count().default(100).describe('updates between two looks at the validation loss'),
  patience: z
    .int()
    .nonnegative()
    .default(5)
    .describe('looks without improvement before training stops early; 0 for never'),
  checkpointEvery: count().default(250).describe('updates between two checkpoints'),
  seed: z
    .int()
    .nonnegative()
    .default(1)
    .describe('seed of initial weights, data order and dropout'),
  precision: z
    .enum(['f32', 'bf16'])
    .default('f32')
    .describe(
      'arithmetic of matrix products; bf16 is about twice as fast on processors with AVX512-BF16, and other numbers than f32',
    ),
  engine: z
    .enum(['auto', 'native', 'wasm', 'tfjs'])
    .default('auto')
    .describe('compute engine; auto takes the fastest that loads'),
});
type Params = z.output<typeof params>;

const inputs = {vocabulary, training: tokenShard, validation: tokenShard};
const outputs = {model: completionModel, lossCurve, summary: stageSummary};
type Context = StageContext<typeof inputs, typeof outputs, Params>;

export default stage(import.meta.url, {
  summary: 'Train a decoder-only transformer on gene sets.',
  assets: ['../core/{src,native,wasm}/**/*', '../core/Makefile'],
  inputs,
  outputs,
  params,
  async run(context) {
    const {inputs, outputs, params, log} = context;
    const {symbols} = await inputs.vocabulary.read();
    const data = {
      training: await inputs.training.read(),
      validation: await inputs.validation.read(),
    };
    const config = configOf(params, symbols.length);
    const {engine, reason} = await loadEngine(params.engine, {precision: params.precision});
    const model = engine.createModel(config, {seed: params.seed, trainable: true});
    log.info(`engine: ${engine.description} (${reason})`);
    await model.reserve(params.batchSize, params.blockSize);
    log.info(
      `model: ${model.parameterCount} parameters, ${Math.round(model.memoryBytes() / 2 ** 20)} MiB for weights, gradients and batches`,
    );
    context.metric('engine', engine.description);
    const state = await resumeOrStart(context, model, data.training);
    await trainWithCheckpoints(context, model, data, state);
    const best = await readSafetensors(bestPath(context));
    await outputs.model.write({kind: 'gpt', config, tensors: best});
    await outputs.lossCurve.write(state.curve);
    await outputs.summary.write(summarize(state, data, model));
    log.info(
      `best validation loss ${state.bestValidationLoss.toFixed(4)} at step ${state.bestStep}`,
    );
    model.dispose();
  },
});

function configOf(params: Params, vocabSize: number): GptConfig {
  const {blockSize, nLayer, nHead, nEmbd, bias, positions, dropout, tiedHead, activation} = params;
  if (nEmbd % nHead !== 0) {
    throw new Error(
      `nEmbd ${nEmbd} is not a multiple of nHead ${nHead}: choose e.g. nEmbd ${nHead * Math.ceil(nEmbd / nHead)}`,
    );
  }
  return {
    ...{vocabSize, blockSize, nLayer, nHead, nEmbd},
    ...{bias, positions, dropout, tiedHead, activation},
  };
}

/** Continues from the checkpoint a killed run left under this key, or starts anew. */
async function resumeOrStart(
  context: Context,
  model: GptModel,
  training: TokenShard,
): Promise<TrainingState> {
  const resumed = await loadCheckpoint(checkpointPath(context), model);
  if (resumed) {
    context.log.info(`resumed at step ${resumed.step}`);
    return resumed;
  }
  if (context.params.initEmbeddings === 'svd') {
    context.log.info('embeddings start from an SVD of the training sets');
    startFromSets(model, training, context.params);
  }
  return initialState();
}

function startFromSets(model: GptModel, training: TokenShard, params: Params): void {
  const {tokenEmbedding, finalBias} = initialEmbeddings(training, {
    vocabSize: model.config.vocabSize,
    nEmbd: params.nEmbd,
    scale: params.embeddingScale,
    seed: params.seed,
  });
  model.writeTensor('transformer.wte.weight', tokenEmbedding);
  if (params.bias) model.writeTensor('transformer.ln_f.bias', finalBias);
}

async function trainWithCheckpoints(
  context: Context,
  model: GptModel,
  data: {training: TokenShard; validation: TokenShard},
  state: TrainingState,
): Promise<void> {
  const {params} = context;
  const started = {time: performance.now(), tokens: state.tokens};
  const tokensPerSecond = () =>
    (state.tokens - started.tokens) / ((performance.now() - started.time) / 1000);
  await train(model, data, trainingOptions(params), state, {
    signal: context.signal,
    onStep(_, loss) {
      const note = `loss ${loss.toFixed(3)} · best validation ${bestText(state)} · ${Math.round(tokensPerSecond())} tokens/s`;
      context.progress({done: state.step, total: params.maxSteps, unit: 'steps', note});
    },
    onBest: () => writeSafetensors(bestPath(context), tensorsOf(model)),
    onCheckpoint: () => saveCheckpoint(checkpointPath(context), model, state),
  });
  if (state.tokens > started.tokens)
    context.metric('tokensPerSecond', Math.round(tokensPerSecond()));
}

function trainingOptions(params: Params): TrainingOptions {
  return {
    ...params,
    schedule: {...params, decaySteps: params.maxSteps},
    optimizer: {...params, epsilon: 1e-8},
    endToken: END_TOKEN,
  };
}

function summarize(
  state: TrainingState,
  data: {training: TokenShard; validation: TokenShard},
  model: GptModel,
): {stage: string; counts: Record<string, number>; notes: []} {
  return {
    stage: 'train-gpt',
    counts: {
      trainingSets: data.training.setIds.length,
      validationSets: data.validation.setIds.length,
      parameters: model.parameterCount,
      steps: state.step,
      tokensSeen: state.tokens,
      bestStep: state.bestStep,
    },
    notes: [],
  };
}

function bestText({bestValidationLoss}: TrainingState): string {
  return Number.isFinite(bestValidationLoss) ? bestValidationLoss.toFixed(3) : '–';
}

const checkpointPath = (context: Context) => join(context.stateFolder, 'checkpoint');
const bestPath = (context: Context) => join(context.stateFolder, 'best.safetensors');
