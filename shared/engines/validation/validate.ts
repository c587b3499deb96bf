// Takes everything that enters a GPT inside an engine: copies it, since a call may wait for its turn while the caller
// reuses its arrays, and checks the copy. The core trusts its input, so a wrong token must be caught here.
import {
  type Activation,
  askedTokens,
  type Batch,
  type GenerateOptions,
  type GptConfig,
  type ModelOptions,
  OBJECTIVES,
  type Objective,
  type OptimizerOptions,
} from '../contract/engine.ts';
import {copyArray, requireInteger, requireOneOf, requireProduct} from './validate-numbers.ts';

/** Largest row the attention is meant for. */
const MAX_BLOCK_SIZE = 2048;
/** As core/src/gpt/parameters.hpp. */
export const MAX_LAYERS = 128;
/** Far above any vocabulary (a tokenizer's quarter of a million words) and width in use, far below what would overflow. */
export const MAX_VOCABULARY = 2 ** 24;
export const MAX_WIDTH = 2 ** 16;

const ACTIVATIONS: readonly Activation[] = ['gelu', 'gelu-tanh'];

/** Throws unless a model of this shape can be made. */
export function validateConfig(config: GptConfig): void {
  requireInteger(config.vocabSize, 'config.vocabSize', 1, MAX_VOCABULARY);
  const {geneTokens = config.vocabSize} = config;
  requireInteger(geneTokens, 'config.geneTokens', 1, config.vocabSize);
  requireInteger(config.blockSize, 'config.blockSize', 1, MAX_BLOCK_SIZE);
  requireInteger(config.nLayer, 'config.nLayer', 1, MAX_LAYERS);
  requireInteger(config.nHead, 'config.nHead', 1, MAX_WIDTH);
  requireInteger(config.nEmbd, 'config.nEmbd', 1, MAX_WIDTH);
  if (config.nEmbd % config.nHead !== 0) {
    throw new RangeError(
      `config.nEmbd is ${config.nEmbd}, not a multiple of nHead ${config.nHead}: choose e.g. ${config.nHead * Math.ceil(config.nEmbd / config.nHead)}`,
    );
  }
  if (!(config.dropout >= 0 && config.dropout < 1)) {
    throw new RangeError(`config.dropout is ${config.dropout}: expected 0 ≤ dropout < 1`);
  }
  requireOneOf(config.activation, ACTIVATIONS, 'config.activation');
}

/** Throws unless the seed is a number that every engine takes for the same. */
export function validateModelOptions({seed}: ModelOptions): void {
  requireInteger(seed, 'seed', 0, 2 ** 32 - 1);
}

/** Throws unless the objective is one of the contract's. */
export function validateObjective(objective: Objective): void {
  requireOneOf(objective, OBJECTIVES, 'objective');
}

/** The objective of each of `count` batches; throws unless there is one for all, or one for each. */
export function takeObjectives(
  given: Objective | readonly Objective[],
  count: number,
): Objective[] {
  const objectives =
    typeof given === 'string' ? new Array<Objective>(count).fill(given) : [...given];
  requireLength(objectives, count, 'objectives');
  objectives.forEach(validateObjective);
  return objectives;
}

/** A copy of the batch for this objective; throws unless every array has the entries that the model can take. */
export function takeBatch(batch: Batch, config: GptConfig, objective?: Objective): Batch {
  const {B, T} = batch;
  validateExtent(B, T, config);
  const tokens = copyArray(batch.tokens, 'Int32Array', 'batch.tokens');
  const targets = copyArray(batch.targets, 'Int32Array', 'batch.targets');
  const documentStart = copyArray(batch.documentStart, 'Int32Array', 'batch.documentStart');
  requireLength(tokens, B * T, 'batch.tokens');
  requireLength(targets, B * T, 'batch.targets');
  requireLength(documentStart, B * T, 'batch.documentStart');
  requireTokens(tokens, 0, config.vocabSize, 'batch.tokens', T);
  const asked = askedTokens(config, objective);
  if (asked.first === asked.end) {
    throw new RangeError(
      `objective ${objective} asks for tokens after those of genes, of which the model has none (geneTokens ${asked.first}, vocabSize ${asked.end})`,
    );
  }
  requireTokens(targets, -1, asked.end, 'batch.targets', T, limitName(asked.end, config));
  requireWords(targets, asked.first, T);
  for (let i = 0; i < documentStart.length; i++) {
    if (documentStart[i] < 0 || documentStart[i] > i % T) {
      throw new RangeError(
        `batch.documentStart at row ${Math.floor(i / T)}, position ${i % T} is ${documentStart[i]}: expected 0 … ${i % T}`,
      );
    }
  }
  const taken = {B, T, tokens, targets, documentStart};
  return {
    ...taken,
    ...(batch.weights && {weights: takeWeights(batch.weights, B * T)}),
    ...(batch.beyond && {beyond: takeBeyond(batch.beyond, taken, config, objective)}),
  };
}

/** A copy; throws unless genes lie beyond last positions of documents, for the objective that asks for them. */
function takeBeyond(
  {starts: givenStarts, genes: givenGenes}: NonNullable<Batch['beyond']>,
  {B, T, targets, documentStart}: Batch,
  config: GptConfig,
  objective?: Objective,
): NonNullable<Batch['beyond']> {
  if (objective !== 'remaining-genes') {
    throw new RangeError(
      `batch.beyond has genes for ${objective ?? 'logits'}: expected none, only remaining-genes asks for them`,
    );
  }
  const starts = copyArray(givenStarts, 'Int32Array', 'batch.beyond.starts');
  const genes = copyArray(givenGenes, 'Int32Array', 'batch.beyond.genes');
  requireLength(starts, B * T + 1, 'batch.beyond.starts');
  const {end} = askedTokens(config, objective);
  requireTokens(genes, 0, end, 'batch.beyond.genes', genes.length, limitName(end, config));
  if (starts[0] !== 0) throw new RangeError(`batch.beyond.starts[0] is ${starts[0]}: expected 0`);
  requireLength(genes, starts[B * T], 'batch.beyond.genes');
  for (let i = 0; i < B * T; i++) {
    if (starts[i + 1] === starts[i]) continue;
    if (starts[i + 1] < starts[i]) {
      throw new RangeError(`batch.beyond.starts falls at ${i + 1}: expected ascending numbers`);
    }
    const t = (i + 1) % T;
    const isLast = t === 0 || documentStart[i + 1] === t || targets[i + 1] < 0;
    if (targets[i] < 0 || !isLast) {
      throw new RangeError(
        `batch.beyond has genes at row ${Math.floor(i / T)}, position ${i % T}: expected them at the last position of a document`,
      );
    }
  }
  return {starts, genes};
}

/** Throws unless a batch may have B rows of T tokens. */
export function validateExtent(B: number, T: number, config: GptConfig): void {
  requireInteger(B, 'batch.B', 1);
  requireInteger(T, "batch.T (the model's blockSize is the limit)", 1, config.blockSize);
  requireProduct({'batch.B': B, 'batch.T': T});
}

/** Throws unless at least one position of the batches counts in the loss. */
export function requireTargets(batches: Batch[]): void {
  const counts = (batch: Batch) =>
    batch.targets.some((target, i) => target >= 0 && (batch.weights?.[i] ?? 1) > 0);
  if (!batches.some(counts)) {
    throw new RangeError('no position predicts anything: every target is -1 or has weight 0');
  }
}

/** Throws unless all options of the update are numbers AdamW can use. */
export function validateOptimizer(options: OptimizerOptions): void {
  for (const field of ['beta1', 'beta2'] as const) {
    if (!(options[field] >= 0 && options[field] < 1)) {
      throw new RangeError(`optimizer.${field} is ${options[field]}: expected 0 ≤ ${field} < 1`);
    }
  }
  for (const field of ['learningRate', 'epsilon', 'weightDecay', 'gradientClip'] as const) {
    if (!(options[field] >= 0 && Number.isFinite(options[field]))) {
      throw new RangeError(
        `optimizer.${field} is ${options[field]}: expected a number of 0 or more`,
      );
    }
  }
}

/** Copies of the prompts; throws unless each has tokens of the vocabulary and fits the position embeddings, if any. */
export function takePrompts(prompts: readonly Int32Array[], config: GptConfig): Int32Array[] {
  return prompts.map((given, i) => {
    const prompt = copyArray(given, 'Int32Array', `prompt ${i}`);
    if (prompt.length === 0) {
      throw new RangeError(`prompt ${i} is empty: start it with the token that opens a set`);
    }
    if (config.positions && prompt.length > config.blockSize) {
      throw new RangeError(
        `prompt ${i} has ${prompt.length} tokens: the model's position embeddings end at blockSize ${config.blockSize}`,
      );
    }
    requireTokens(prompt, 0, config.vocabSize, `prompt ${i}`, prompt.length);
    return prompt;
  });
}

/** A copy of the options; throws unless they fit the prompts and the vocabulary. */
export function takeGenerateOptions(
  count: number,
  options: GenerateOptions,
  {vocabSize}: GptConfig,
): GenerateOptions {
  const {temperature, topK, topP = 1, endToken} = options;
  const maxNewTokens = copyArray(options.maxNewTokens, 'Int32Array', 'maxNewTokens');
  const seeds = copyArray(options.seeds, 'Uint32Array', 'seeds');
  requireLength(maxNewTokens, count, 'maxNewTokens');
  requireLength(seeds, count, 'seeds');
  maxNewTokens.forEach((cap, i) => {
    if (cap < 0) throw new RangeError(`maxNewTokens[${i}] is ${cap}: expected 0 or more`);
  });
  if (!(temperature >= 0 && Number.isFinite(temperature))) {
    throw new RangeError(`temperature is ${temperature}: expected 0 (greedy) or more`);
  }
  requireInteger(topK, 'topK (0 for all tokens)', 0);
  if (!(topP > 0 && topP <= 1)) {
    throw new RangeError(`topP is ${topP}: expected 0 < topP ≤ 1, 1 for all tokens`);
  }
  requireTokens([endToken], 0, vocabSize, 'endToken', 1);
  const taken = {...options, maxNewTokens, seeds};
  if (!options.forbiddenTokens) return taken;
  const forbiddenTokens = copyArray(options.forbiddenTokens, 'Int32Array', 'forbiddenTokens');
  requireTokens(forbiddenTokens, 0, vocabSize, 'forbiddenTokens', forbiddenTokens.length);
  return {...taken, forbiddenTokens};
}

function takeWeights(given: Float32Array, length: number): Float32Array {
  const weights = copyArray(given, 'Float32Array', 'batch.weights');
  requireLength(weights, length, 'batch.weights');
  weights.forEach((weight, i) => {
    if (!(weight >= 0 && Number.isFinite(weight))) {
      throw new RangeError(`batch.weights[${i}] is ${weight}: expected a number of 0 or more`);
    }
  });
  return weights;
}

function requireLength(array: ArrayLike<unknown>, length: number, name: string): void {
  if (array.length !== length) {
    throw new RangeError(`${name} has ${array.length} entries: expected ${length}`);
  }
}

/** Which setting it is that ends what an objective may ask for. */
function limitName(end: number, {vocabSize}: GptConfig): keyof GptConfig {
  return end < vocabSize ? 'geneTokens' : 'vocabSize';
}

/** Throws where a target comes before the first token that the objective asks for. */
function requireWords(targets: Int32Array, first: number, T: number): void {
  const i = targets.findIndex(target => target >= 0 && target < first);
  if (i < 0) return;
  throw new RangeError(
    `batch.targets at row ${Math.floor(i / T)}, position ${i % T} is ${targets[i]}: expected -1, or ${first} and above (after the genes, geneTokens ${first})`,
  );
}

function requireTokens(
  tokens: ArrayLike<number>,
  lowest: number,
  V: number,
  name: string,
  T: number,
  limit: keyof GptConfig = 'vocabSize',
): void {
  for (let i = 0; i < tokens.length; i++) {
    if (tokens[i] < lowest || tokens[i] >= V || !Number.isInteger(tokens[i])) {
      throw new RangeError(
        `${name} at row ${Math.floor(i / T)}, position ${i % T} is ${tokens[i]}: expected ${lowest} … ${V - 1} (${limit} ${V})`,
      );
    }
  }
}
