// Trains a GPT on prompts about cells: all weights, the loss on responses; from scratch, GPT-2 or a gene-set model.
import {join} from 'node:path';
import {z} from 'zod';
import {PROMPT_TASKS} from '../../shared/cells/prompts/prompt-templates.ts';
import type {GptModel} from '../../shared/engines/contract/engine.ts';
import {loadEngine} from '../../shared/engines/load.ts';
import {promptTable, type StoredPromptRow} from '../../shared/formats/cells/prompt-table.ts';
import {lossCurve} from '../../shared/formats/loss-curve.ts';
import {readSafetensors, writeSafetensors} from '../../shared/formats/safetensors/safetensors.ts';
import {stageSummary} from '../../shared/formats/stage-summary.ts';
import {openStart} from '../../shared/models/cells/open-start.ts';
import {thinPrompts, toDocuments} from '../../shared/models/cells/prompt-documents.ts';
import {openPromptTokens, type PromptTokens} from '../../shared/models/cells/prompt-tokens.ts';
import type {CellModelStart} from '../../shared/models/cells/start-model.ts';
import {
  type PromptTrainingData,
  type PromptTrainingOptions,
  trainOnPrompts,
} from '../../shared/models/gpt/train-prompts.ts';
import {cellModel} from '../../shared/models/kinds/cell-model.ts';
import {initialState, type TrainingState} from '../../shared/models/training/training-loop.ts';
import {
  loadCheckpoint,
  saveCheckpoint,
  tensorsOf,
} from '../../shared/models/training-stages/training-checkpoint.ts';
import {optionalSourceFile, optionalSourceFiles, stage} from '../../shared/pipeline/stage.ts';
import type {StageContext} from '../../shared/pipeline/stage-contract.ts';

const count = () => z.int().positive();
const MODEL_FILES = ['.json', '.safetensors', '.txt'];

const params = z.strictObject({
  start: z
    .enum(['scratch', 'gpt2', 'gene-set-model'])
    .default('scratch')
    .describe(
      'the weights to begin with: none, a GPT-2, or a GPT that train-gpt made of gene sets',
    ),
  nLayer: count().default(2).describe('transformer blocks, from scratch'),
  nHead: count().default(4).describe('attention heads of a block, from scratch'),
  nEmbd: count().default(128).describe('width of the residual stream, from scratch'),
  positions: z
    .boolean()
    .default(true)
    .describe('learn position embeddings: a sentence has an order; GPT-2 always has them'),
  dropout: z.number().min(0).lt(1).default(0.1).describe('dropout probability'),
  embeddingScale: z
    .number()
    .nonnegative()
    .default(0.1)
    .describe(
      'from scratch: root mean square of embeddings started from an SVD of the training cells, which the first block averages; 0 for random weights',
    ),
  dropGenes: z
    .number()
    .min(0)
    .lt(1)
    .default(0.4)
    .describe(
      'highest share of a prompt’s genes left out, drawn anew for each prompt and epoch; not for text',
    ),
  taskWeights: z
    .partialRecord(z.enum(PROMPT_TASKS), z.number().nonnegative())
    .default({'predict-type': 20, 'tell-tissue': 20})
    .describe(
      'weight of each token of a task’s responses in the loss, 1 where not named; 0 drops a task',
    ),
  lossPositions: z
    .int()
    .nonnegative()
    .default(0)
    .describe('positions of a response that the training loss looks at, evenly spread; 0 for all'),
  batchSize: count().default(8).describe('prompts of a batch'),
  gradientAccumulation: count().default(1).describe('batches of one update'),
  maxSteps: count().default(4500).describe('updates at most'),
  warmupSteps: z
    .int()
    .nonnegative()
    .default(50)
    .describe('updates over which the learning rate rises'),
  learningRate: z.number().positive().default(5e-4).describe('highest learning rate'),
  minLearningRate: z
    .number()
    .nonnegative()
    .default(1e-5)
    .describe('learning rate at the end of the cosine'),
  weightDecay: z
    .number()
    .nonnegative()
    .default(0.1)
    .describe("AdamW's decay of matrices and embeddings"),
  beta1: z.number().min(0).lt(1).default(0.9).describe("AdamW's decay of the first moment"),
  beta2: z.number().min(0).lt(1).default(0.95).describe("AdamW's decay of the second moment"),
  gradientClip: z
    .number()
    .nonnegative()
    .default(1)
    .describe('largest global norm of the gradient; 0 for no limit'),
  evaluateEvery: count().default(250).describe('updates between two looks at the validation loss'),
  patience: z
    .int()
    .nonnegative()
    .default(5)
    .describe('looks without improvement before training stops early; 0 for never'),
  checkpointEvery: count().default(250).describe('updates between two checkpoints'),
  seed: z.int().nonnegative().default(1).describe('seed of weights, order, thinning and dropout'),
  precision: z.enum(['f32', 'bf16']).default('f32').describe('arithmetic of matrix products'),
  engine: z
    .enum(['auto', 'native', 'wasm', 'tfjs'])
    .default('auto')
    .describe('compute engine; auto takes the fastest that loads'),
});
type Params = z.output<typeof params>;

const inputs = {
  prompts: promptTable,
  gpt2: optionalSourceFiles(
    'folder of a Hugging Face GPT-2 (config.json, model.safetensors, vocab.json, merges.txt), or one that this stage wrote from one',
    MODEL_FILES,
  ),
  geneSetModel: optionalSourceFiles('folder of a model that train-gpt wrote', MODEL_FILES),
  geneVocabulary: optionalSourceFile('the vocabulary.parquet that model was trained with', [
    '.parquet',
  ]),
};
const outputs = {model: cellModel, lossCurve, summary: stageSummary};
type Context = StageContext<typeof inputs, typeof outputs, Params>;

export default stage(import.meta.url, {
  summary: 'Train a GPT on prompts about cells, all weights, the loss on responses.',
  assets: ['../../core/{src,native,wasm}/**/*', '../../core/Makefile'],
  inputs,
  outputs,
  params,
  async run(context) {
    const {inputs, outputs, params, log} = context;
    const rows = await inputs.prompts.read();
    const start = await openStart(rows, inputs, params);
    for (const line of start.told) log.info(line);
    const tokens = await openPromptTokens(start);
    const data = gatherData(context, rows, start, tokens);
    const {engine, reason} = await loadEngine(params.engine, {precision: params.precision});
    const model = engine.createModel(start.config, {seed: params.seed, trainable: true});
    log.info(`engine: ${engine.description} (${reason}); ${model.parameterCount} parameters`);
    context.metric('engine', engine.description);
    const state = await resumeOrStart(context, model, start);
    const objective = start.vocabulary.kind === 'words' ? 'next-new-gene' : 'next-gene';
    await trainWithCheckpoints(context, model, data, objective, state);
    const {config, vocabulary, endToken} = start;
    const tensors = await readSafetensors(bestPath(context));
    await outputs.model.write({config, vocabulary, endToken, tensors});
    await outputs.lossCurve.write(state.curve);
    await outputs.summary.write({
      stage: 'fine-tune',
      counts: {
        ...data.counts,
        parameters: model.parameterCount,
        steps: state.step,
        bestStep: state.bestStep,
      },
      notes: [],
    });
    log.info(
      `best validation loss ${state.bestValidationLoss.toFixed(4)} at step ${state.bestStep}`,
    );
    model.dispose();
  },
});

function gatherData(
  {params, log}: Context,
  rows: readonly StoredPromptRow[],
  {config, vocabulary}: CellModelStart,
  tokens: PromptTokens,
): PromptTrainingData & {counts: Record<string, number>} {
  const of = (split: string) => {
    const own = rows.filter(row => row.split === split && !row.unseenWording);
    return toDocuments(own, tokens, {...config, ...params});
  };
  const [training, validation] = [of('training'), of('validation')];
  const tooLong = training.tooLong + validation.tooLong;
  if (tooLong > 0) {
    log.warn(
      `${tooLong} prompts have more than ${config.blockSize} tokens and are left out: lower format-prompts.topGenes`,
    );
  }
  if (training.documents.length === 0 || validation.documents.length === 0) {
    throw new Error(
      `${training.documents.length} prompts are left for training, ${validation.documents.length} for validation of ${rows.length}; expected some for both. Lower format-prompts.topGenes, or split cells otherwise.`,
    );
  }
  const {documents} = training;
  return {
    training: random =>
      vocabulary.kind === 'words' && params.dropGenes > 0
        ? thinPrompts(documents, vocabulary.words, params.dropGenes, random)
        : [...documents],
    validation: validation.documents,
    counts: {
      trainingPrompts: documents.length,
      validationPrompts: validation.documents.length,
      wordless: training.wordless + validation.wordless,
      tooLong,
    },
  };
}

/** Continues from the checkpoint a killed run left under this key, or starts anew. */
async function resumeOrStart(
  context: Context,
  model: GptModel,
  start: CellModelStart,
): Promise<TrainingState> {
  const resumed = await loadCheckpoint(checkpointPath(context), model);
  if (resumed) {
    context.log.info(`resumed at step ${resumed.step}`);
    return resumed;
  }
  start.write(model);
  return initialState();
}

async function trainWithCheckpoints(
  context: Context,
  model: GptModel,
  data: PromptTrainingData,
  objective: PromptTrainingOptions['objective'],
  state: TrainingState,
): Promise<void> {
  const {params} = context;
  const options = {
    ...params,
    objective,
    schedule: {...params, decaySteps: params.maxSteps},
    optimizer: {...params, epsilon: 1e-8},
  };
  await trainOnPrompts(model, data, options, state, {
    signal: context.signal,
    onStep(_, loss) {
      const note = `loss ${loss.toFixed(3)} · best validation ${state.bestValidationLoss.toFixed(3)}`;
      context.progress({done: state.step, total: params.maxSteps, unit: 'steps', note});
    },
    onBest: () => writeSafetensors(bestPath(context), tensorsOf(model)),
    onCheckpoint: () => saveCheckpoint(checkpointPath(context), model, state),
  });
}

const checkpointPath = ({stateFolder}: Context) => join(stateFolder, 'checkpoint');
const bestPath = ({stateFolder}: Context) => join(stateFolder, 'best.safetensors');
