// Checks of everything that enters the core: it trusts its input, so a wrong token must be caught here.
import type {
  Activation,
  Batch,
  GenerateOptions,
  GptConfig,
  OptimizerOptions,
} from './contract/engine.ts';

/** Largest row the attention is meant for. */
const MAX_BLOCK_SIZE = 2048;
/** As core/src/parameters.hpp. */
const MAX_LAYERS = 128;

const ACTIVATIONS: readonly Activation[] = ['gelu', 'gelu-tanh'];

/** Throws unless a model of this shape can be made. */
export function validateConfig(config: GptConfig): void {
  for (const field of ['vocabSize', 'blockSize', 'nLayer', 'nHead', 'nEmbd'] as const) {
    requireCount(config[field], `config.${field}`);
  }
  if (config.nEmbd % config.nHead !== 0) {
    throw new RangeError(
      `config.nEmbd is ${config.nEmbd}, not a multiple of nHead ${config.nHead}: choose e.g. ${config.nHead * Math.ceil(config.nEmbd / config.nHead)}`,
    );
  }
  requireAtMost(config.blockSize, MAX_BLOCK_SIZE, 'config.blockSize');
  requireAtMost(config.nLayer, MAX_LAYERS, 'config.nLayer');
  if (!(config.dropout >= 0 && config.dropout < 1)) {
    throw new RangeError(`config.dropout is ${config.dropout}: expected 0 ≤ dropout < 1`);
  }
  if (!ACTIVATIONS.includes(config.activation)) {
    throw new RangeError(
      `config.activation is ${config.activation}: expected ${ACTIVATIONS.join(' or ')}`,
    );
  }
}

/** Throws unless every array of the batch has B·T entries that the model can take. */
export function validateBatch(batch: Batch, config: GptConfig): void {
  const {B, T, tokens, targets, documentStart, weights} = batch;
  validateExtent(B, T, config);
  requireLength(tokens, B * T, 'batch.tokens', 'Int32Array');
  requireLength(targets, B * T, 'batch.targets', 'Int32Array');
  requireLength(documentStart, B * T, 'batch.documentStart', 'Int32Array');
  requireTokens(tokens, 0, config.vocabSize, 'batch.tokens', T);
  requireTokens(targets, -1, config.vocabSize, 'batch.targets', T);
  for (let i = 0; i < documentStart.length; i++) {
    if (documentStart[i] < 0 || documentStart[i] > i % T) {
      throw new RangeError(
        `batch.documentStart at row ${Math.floor(i / T)}, position ${i % T} is ${documentStart[i]}: expected 0 … ${i % T}`,
      );
    }
  }
  if (weights) validateWeights(weights, B * T);
}

/** Throws unless a batch may have B rows of T tokens. */
export function validateExtent(B: number, T: number, config: GptConfig): void {
  requireCount(B, 'batch.B');
  requireCount(T, 'batch.T');
  requireAtMost(T, config.blockSize, "batch.T (the model's blockSize is the limit)");
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

/** Throws unless every prompt has tokens of the vocabulary and fits the position embeddings, if there are any. */
export function validatePrompts(prompts: Int32Array[], config: GptConfig): void {
  prompts.forEach((prompt, i) => {
    if (!(prompt instanceof Int32Array)) throw new TypeError(`prompt ${i} is not an Int32Array`);
    if (prompt.length === 0) {
      throw new RangeError(`prompt ${i} is empty: start it with the token that opens a set`);
    }
    if (config.positions && prompt.length > config.blockSize) {
      throw new RangeError(
        `prompt ${i} has ${prompt.length} tokens: the model's position embeddings end at blockSize ${config.blockSize}`,
      );
    }
    requireTokens(prompt, 0, config.vocabSize, `prompt ${i}`, prompt.length);
  });
}

/** Throws unless the options fit the prompts and the vocabulary. */
export function validateGenerate(count: number, options: GenerateOptions, config: GptConfig): void {
  const {maxNewTokens, seeds, temperature, topK, topP = 1, endToken, forbiddenTokens} = options;
  requireLength(maxNewTokens, count, 'maxNewTokens', 'Int32Array');
  requireLength(seeds, count, 'seeds', 'Uint32Array');
  maxNewTokens.forEach((cap, i) => {
    if (cap < 0) throw new RangeError(`maxNewTokens[${i}] is ${cap}: expected 0 or more`);
  });
  if (!(temperature >= 0 && Number.isFinite(temperature))) {
    throw new RangeError(`temperature is ${temperature}: expected 0 (greedy) or more`);
  }
  if (!Number.isInteger(topK) || topK < 0) {
    throw new RangeError(`topK is ${topK}: expected 0 (all tokens) or a positive integer`);
  }
  if (!(topP > 0 && topP <= 1)) {
    throw new RangeError(`topP is ${topP}: expected 0 < topP ≤ 1, 1 for all tokens`);
  }
  requireTokens([endToken], 0, config.vocabSize, 'endToken', 1);
  if (forbiddenTokens)
    requireTokens(forbiddenTokens, 0, config.vocabSize, 'forbiddenTokens', forbiddenTokens.length);
}

function validateWeights(weights: Float32Array, length: number): void {
  requireLength(weights, length, 'batch.weights', 'Float32Array');
  weights.forEach((weight, i) => {
    if (!(weight >= 0 && Number.isFinite(weight))) {
      throw new RangeError(`batch.weights[${i}] is ${weight}: expected a number of 0 or more`);
    }
  });
}

function requireCount(value: number, name: string): void {
  if (!Number.isInteger(value) || value < 1) {
    throw new RangeError(`${name} is ${value}: expected a positive integer`);
  }
}

function requireAtMost(value: number, limit: number, name: string): void {
  if (value > limit) throw new RangeError(`${name} is ${value}: expected at most ${limit}`);
}

function requireLength(array: ArrayLike<number>, length: number, name: string, type: string): void {
  const found = Object.prototype.toString.call(array).slice(8, -1);
  if (found !== type) throw new TypeError(`${name} is of type ${found}: expected ${type}`);
  if (array.length !== length) {
    throw new RangeError(`${name} has ${array.length} entries: expected ${length}`);
  }
}

function requireTokens(
  tokens: ArrayLike<number>,
  lowest: number,
  V: number,
  name: string,
  T: number,
): void {
  for (let i = 0; i < tokens.length; i++) {
    if (tokens[i] < lowest || tokens[i] >= V || !Number.isInteger(tokens[i])) {
      throw new RangeError(
        `${name} at row ${Math.floor(i / T)}, position ${i % T} is ${tokens[i]}: expected ${lowest} … ${V - 1} (vocabSize ${V})`,
      );
    }
  }
}
