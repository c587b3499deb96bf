// Trains a GPT on prompts about cells: all weights, the loss on responses; from scratch, GPT-2 or a gene-set model.
import {z} from 'zod';
import {PROMPT_TASKS} from '../../shared/cells/prompts/prompt-templates.ts';
import {isMark} from '../../shared/cells/prompts/prompt-words.ts';
import {ENGINE_ASSETS} from '../../shared/engines/engine-params.ts';
import {loadEngine} from '../../shared/engines/load.ts';
import {promptTable, type StoredPromptRow} from '../../shared/formats/cells/prompt-table.ts';
import {lossCurve} from '../../shared/formats/loss-curve.ts';
import {stageSummary} from '../../shared/formats/stage-summary.ts';
import {openStart} from '../../shared/models/cells/open-start.ts';
import {
  repeatDocuments,
  thinPrompts,
  toDocuments,
} from '../../shared/models/cells/prompt-documents.ts';
import {openPromptTokens, type PromptTokens} from '../../shared/models/cells/prompt-tokens.ts';
import {MODEL_FILES} from '../../shared/models/cells/read-gpt2.ts';
import type {CellModelStart} from '../../shared/models/cells/start-model.ts';
import {describeCellGpt} from '../../shared/models/gpt/describe-gpt.ts';
import {type PromptTrainingData, promptTask} from '../../shared/models/gpt/train-prompts.ts';
import {cellModel} from '../../shared/models/kinds/cell-model.ts';
import type {OnPass} from '../../shared/models/training/leading-directions.ts';
import {inGroup} from '../../shared/models/training/param-groups.ts';
import {accumulationParam, recipeParams} from '../../shared/models/training/recipe-params.ts';
import {gatherSources} from '../../shared/models/training/source-licences.ts';
import {runSession} from '../../shared/models/training-stages/training-session.ts';
import {optionalSourceFile, optionalSourceFiles, stage} from '../../shared/pipeline/stage.ts';
import type {StageContext} from '../../shared/pipeline/stage-contract.ts';

const count = () => z.int().positive();

const params = z.strictObject({
  start: z
    .enum(['scratch', 'gpt2', 'gene-set-model'])
    .default('scratch')
    .describe(
      'the weights to begin with: none, a GPT-2, or a GPT that train-gpt made of gene sets',
    ),
  taskWeights: z
    .partialRecord(z.enum(PROMPT_TASKS), z.number().nonnegative())
    .default({'predict-type': 30, 'tell-tissue': 30, generate: 0.1})
    .describe(
      'weight of each token of a task’s responses in the loss, 1 where not named; 0 drops a task',
    ),
  ...inGroup('size', {
    nLayer: count().default(2).describe('transformer blocks, from scratch'),
    nHead: count().default(4).describe('attention heads of a block, from scratch'),
    nEmbd: count().default(128).describe('width of the residual stream, from scratch'),
    positions: z
      .boolean()
      .default(true)
      .describe('learn position embeddings: a sentence has an order; GPT-2 always has them'),
  }),
  ...recipeParams(
    {
      ...{batchSize: 8, maxSteps: 1000, warmupSteps: 50},
      ...{learningRate: 1e-3, minLearningRate: 1e-5, gradientClip: 1},
      ...{evaluateEvery: 250, patience: 5, checkpointEvery: 250},
    },
    'prompts',
  ),
  ...accumulationParam(3),
  ...inGroup('recipe', {
    dropout: z.number().min(0).lt(1).default(0.2).describe('dropout probability'),
    embeddingScale: z
      .number()
      .nonnegative()
      .default(0.1)
      .describe(
        'from scratch: root mean square of embeddings started from an SVD of the training cells, which the first block averages; 0 for random weights',
      ),
    evenTypes: z
      .number()
      .min(0)
      .max(1)
      .default(1)
      .describe(
        'how evenly types take turns when cells of a type are written: 0 as often as there are such cells, 1 each type equally often',
      ),
    dropGenes: z
      .number()
      .min(0)
      .lt(1)
      .default(0.4)
      .describe(
        'highest share of a prompt’s genes left out, drawn anew for each prompt and epoch; not for text',
      ),
    lossPositions: z
      .int()
      .nonnegative()
      .default(0)
      .describe(
        'positions of a response that the training loss looks at, evenly spread; 0 for all',
      ),
  }),
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
type PromptCounts = Record<
  'trainingPrompts' | 'validationPrompts' | 'wordless' | 'tooLong',
  number
>;
type Context = StageContext<typeof inputs, typeof outputs, Params>;

export default stage(import.meta.url, {
  summary: 'Train a GPT on prompts about cells, all weights, the loss on responses.',
  assets: ENGINE_ASSETS,
  inputs,
  outputs,
  params,
  async run(context) {
    const {inputs, outputs, params, log} = context;
    const rows = await inputs.prompts.read();
    const start = await openStart(rows, inputs, params);
    for (const line of start.remarks) log.info(line);
    const {counts: prompts, ...data} = gatherData(
      context,
      rows,
      start,
      await openPromptTokens(start),
    );
    const {config, vocabulary, endToken} = start;
    const {precision, batchSize} = params;
    const options = {precision, training: {config, batchSize}};
    const {engine, reason} = await loadEngine(params.engine, options);
    const model = engine.createModel(config, {seed: params.seed, trainable: true});
    log.info(`engine: ${engine.description} (${reason}); ${model.parameterCount} parameters`);
    context.metric('engine', engine.description);
    const objective = vocabulary.kind === 'words' ? 'next-new-gene' : 'next-gene';
    const task = promptTask(model, data, {...params, objective});
    const write = (onPass: OnPass) => start.write(model, {engine, onPass});
    const session = {model, task, start: write};
    const {tensors, state, counts} = await runSession(context, session, params);
    const card = describeCellGpt({
      ...{config, words: examplePrompt(rows), ...prompts, ...counts, objective},
      bestValidationLoss: state.bestValidationLoss,
      sources: gatherSources(context.lineage),
    });
    const shared = vocabulary.kind === 'words' ? {card} : {};
    await outputs.model.write({config, vocabulary, endToken, tensors, ...shared});
    await outputs.lossCurve.write(state.curve);
    await outputs.summary.write({counts: {...prompts, ...counts}});
    log.info(
      `best validation loss ${state.bestValidationLoss.toFixed(4)} at step ${state.bestStep}`,
    );
    model.dispose();
  },
});

/** The words of a short prompt that was trained on: its marks and first genes. */
function examplePrompt(rows: readonly StoredPromptRow[]): string[] {
  const asked = rows.filter(({split, promptWords}) => split === 'training' && promptWords.length);
  const row = asked.find(({task}) => task === 'predict-type') ?? asked[0];
  const words = row?.promptWords ?? [];
  const genes = new Set(words.filter(word => !isMark(word)).slice(0, 5));
  return words.filter(word => isMark(word) || genes.has(word));
}

function gatherData(
  {params, log}: Context,
  rows: readonly StoredPromptRow[],
  {config, vocabulary}: CellModelStart,
  tokens: PromptTokens,
): PromptTrainingData & {counts: PromptCounts} {
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
    training: random => {
      const drawn = repeatDocuments(documents, random);
      return vocabulary.kind === 'words' && params.dropGenes > 0
        ? thinPrompts(drawn, vocabulary.words, params.dropGenes, random)
        : drawn;
    },
    validation: validation.documents,
    counts: {
      trainingPrompts: documents.length,
      validationPrompts: validation.documents.length,
      wordless: training.wordless + validation.wordless,
      tooLong,
    },
  };
}
