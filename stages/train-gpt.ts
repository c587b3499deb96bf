// Trains a decoder-only transformer on gene sets: nanoGPT's architecture and recipe (github.com/karpathy/nanoGPT).

import {z} from 'zod';
import type {GptConfig} from '../shared/engines/contract/engine.ts';
import {ENGINE_ASSETS} from '../shared/engines/engine-params.ts';
import {loadEngine} from '../shared/engines/load.ts';
import {lossCurve} from '../shared/formats/loss-curve.ts';
import {stageSummary} from '../shared/formats/stage-summary.ts';
import {tokenShard} from '../shared/formats/token-shard.ts';
import {vocabulary} from '../shared/formats/vocabulary.ts';
import {tokenCount, wordSymbols} from '../shared/genes/tokens/vocabulary.ts';
import {describeGeneGpt} from '../shared/models/gpt/describe-gpt.ts';
import {namingOf, onlyUseOfWords, startFromSets} from '../shared/models/gpt/start-from-sets.ts';
import {gptTask} from '../shared/models/gpt/train.ts';
import {completionModel} from '../shared/models/kinds/completion-model.ts';
import type {OnPass} from '../shared/models/training/leading-directions.ts';
import {inGroup} from '../shared/models/training/param-groups.ts';
import {
  accumulationParam,
  keepByParam,
  recipeParams,
} from '../shared/models/training/recipe-params.ts';
import {gatherSources} from '../shared/models/training/source-licences.ts';
import {runSession} from '../shared/models/training-stages/training-session.ts';
import {stage} from '../shared/pipeline/stage.ts';
import {bytesText} from '../shared/text/amount-text.ts';

const count = () => z.int().positive();
const share = () => z.number().min(0).max(1);

const params = z.strictObject({
  nLayer: count().default(1).describe('transformer blocks'),
  nEmbd: count().default(256).describe('width of the residual stream; a multiple of nHead'),
  ...inGroup('size', {
    nHead: count().default(8).describe('attention heads of a block'),
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
    tiedHead: z
      .boolean()
      .default(true)
      .describe('the head shares the token embedding, as in GPT-2; else it has weights of its own'),
    activation: z
      .enum(['gelu', 'gelu-tanh'])
      .default('gelu')
      .describe("exact GELU as nanoGPT, or its tanh approximation as GPT-2's gelu_new"),
  }),
  ...recipeParams(
    {
      ...{batchSize: 16, maxSteps: 1000, warmupSteps: 100},
      ...{learningRate: 2e-3, minLearningRate: 2e-4, gradientClip: 1},
      ...{evaluateEvery: 100, patience: 5, checkpointEvery: 250},
    },
    'rows',
  ),
  ...accumulationParam(1),
  ...keepByParam,
  ...inGroup('recipe', {
    dropout: z.number().min(0).lt(1).default(0.1).describe('dropout probability'),
    objective: z
      .enum(['next-gene', 'remaining-genes'])
      .default('remaining-genes')
      .describe(
        'predict the gene that follows, or every gene of the set not yet shown: the same expected loss with less noise',
      ),
    lossPositions: z
      .int()
      .nonnegative()
      .default(8)
      .describe(
        'positions of a set that the training loss looks at, evenly spread from a random start; 0 for all, at several times the cost',
      ),
    lossFrom: share()
      .default(0.5)
      .describe(
        'share of the positions of a set without a name, from the first on, that the loss skips',
      ),
    shownShares: z
      .tuple([share(), share()])
      .default([0.05, 0.6])
      .describe(
        'smallest and largest share of its genes that a training set shows, drawn anew every epoch; the others are only predicted, at a fraction of the cost',
      ),
    namedShare: share()
      .default(0.5)
      .describe(
        'share of training sets whose name comes before their genes, so that names complete as well; with nameRows 0, 0 for a model without words',
      ),
    nameRows: z
      .int()
      .nonnegative()
      .default(4)
      .describe('rows of a batch in which genes are followed by the name that they have'),
    initEmbeddings: z
      .enum(['svd', 'gaussian'])
      .default('svd')
      .describe(
        'start token embeddings from an SVD of the training sets and their popularity, and attention as their mean; or all at random as nanoGPT',
      ),
    embeddingScale: z
      .number()
      .positive()
      .default(0.05)
      .describe('root mean square of SVD-started embeddings'),
    meanGain: z
      .number()
      .nonnegative()
      .default(2)
      .describe(
        'with an SVD start: how much the mean of what it sees counts in attention at the start; 0 for attention at random',
      ),
  }),
});
type Params = z.output<typeof params>;

export default stage(import.meta.url, {
  summary: 'Train a decoder-only transformer on gene sets.',
  assets: ENGINE_ASSETS,
  inputs: {vocabulary, training: tokenShard, validation: tokenShard},
  outputs: {model: completionModel, lossCurve, summary: stageSummary},
  params,
  async run(context) {
    const {inputs, outputs, params, log} = context;
    const vocabulary = await inputs.vocabulary.read();
    const {symbols} = vocabulary;
    const naming = namingOf(vocabulary, params);
    const training = await inputs.training.read();
    const validation = await inputs.validation.read();
    const config = configOf(params, naming ? tokenCount(vocabulary) : symbols.length);
    const geneTokens = symbols.length;
    const trained = {...config, geneTokens};
    const {engine, reason} = await loadEngine(params.engine, {
      precision: params.precision,
      training: {config: trained, batchSize: params.batchSize},
    });
    const model = engine.createModel(trained, {seed: params.seed, trainable: true});
    log.info(`engine: ${engine.description} (${reason})`);
    await model.reserve(params.batchSize, params.blockSize);
    log.info(
      `model: ${model.parameterCount} parameters, ${bytesText(model.memoryBytes())} for weights, gradients and batches`,
    );
    context.metric('engine', engine.description);
    const task = gptTask(model, {training, validation, ...(naming && {naming})}, params);
    const start = async (onPass: OnPass) => {
      if (params.initEmbeddings === 'gaussian') return;
      log.info('embeddings start from an SVD of the training sets');
      await startFromSets(model, {training, naming}, {engine, onPass}, params);
    };
    const {tensors, state, counts} = await runSession(context, {model, task, start}, params);
    const sets = {
      trainingSets: training.setIds.length,
      validationSets: validation.setIds.length,
    };
    const card = describeGeneGpt({
      ...{config, symbols, ...sets, ...counts, objective: params.objective},
      bestValidationLoss: state.bestValidationLoss,
      sources: gatherSources(context.lineage),
    });
    const words = naming ? wordSymbols(vocabulary) : [];
    await outputs.model.write({
      ...{kind: 'gpt', config, tensors, geneTokens},
      wordUse: naming && onlyUseOfWords(params),
      toShare: {symbols: [...symbols, ...words], card},
    });
    await outputs.lossCurve.write(state.curve);
    await outputs.summary.write({counts: {...sets, ...counts}});
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
