// Flattens operations into arrays, in the order in which core/src/gpt/api.cpp reads them.
import {
  type Batch,
  type GenerateOptions,
  OBJECTIVES,
  type Objective,
  type OptimizerOptions,
  type Pooling,
} from './contract/engine.ts';
import type {CoreRequest} from './core.ts';

/** Number of batches, objective and batch of each; the optimizer's options as scalars. Out: loss, gradient norm. */
export function trainStepRequest(
  batches: Batch[],
  objectives: readonly Objective[],
  optimizer: OptimizerOptions,
): CoreRequest {
  return {
    operation: 'trainStep',
    ints: joinInts(
      [batches.length],
      ...batches.flatMap((batch, i) => [[OBJECTIVES.indexOf(objectives[i])], ...batchInts(batch)]),
    ),
    floats: joinFloats(batches.map(weightsOf)),
    scalars: optimizerScalars(optimizer),
    ...output({scalarsOut: 2}),
  };
}

/** Objective, batch. Out: loss. */
export function gradientsRequest(batch: Batch, objective: Objective): CoreRequest {
  return {...lossRequest(batch, objective), operation: 'gradients', ...output({scalarsOut: 1})};
}

/** Objective, batch. Out: sum of losses, sum of weights. */
export function evaluateRequest(batch: Batch, objective: Objective): CoreRequest {
  return {...lossRequest(batch, objective), operation: 'evaluate', ...output({scalarsOut: 2})};
}

/** Batch. Out: logits (B, T, V). */
export function logitsRequest(batch: Batch, vocabSize: number): CoreRequest {
  return {
    operation: 'logits',
    ints: joinInts(...batchInts(batch)),
    floats: weightsOf(batch),
    scalars: new Float64Array(0),
    ...output({floatsOut: batch.B * batch.T * vocabSize}),
  };
}

/** Prompts, caps, seeds, top k, end token, whether tokens may repeat, forbidden tokens; temperature and top p as scalars. Out: counts, then tokens. */
export function generateRequest(
  prompts: Int32Array[],
  caps: Int32Array,
  seeds: Uint32Array,
  options: GenerateOptions,
): CoreRequest {
  const forbidden = options.forbiddenTokens ?? new Int32Array(0);
  return {
    operation: 'generate',
    ints: joinInts(
      ...promptInts(prompts),
      caps,
      Int32Array.from(seeds, seed => seed | 0),
      [options.topK, options.endToken, Number(options.mayRepeat ?? false), forbidden.length],
      forbidden,
    ),
    floats: new Float32Array(0),
    scalars: Float64Array.of(options.temperature, options.topP ?? 1),
    ...output({intsOut: prompts.length + caps.reduce((sum, cap) => sum + cap, 0)}),
  };
}

/** Prompts. Out: log-probabilities (prompts, V). */
export function scoreNextRequest(prompts: Int32Array[], vocabSize: number): CoreRequest {
  return {
    operation: 'scoreNext',
    ints: joinInts(...promptInts(prompts)),
    floats: new Float32Array(0),
    scalars: new Float64Array(0),
    ...output({floatsOut: prompts.length * vocabSize}),
  };
}

/** Whether to take means, prompts. Out: hidden states (prompts, C). */
export function embedRequest(prompts: Int32Array[], pooling: Pooling, nEmbd: number): CoreRequest {
  return {
    operation: 'embed',
    ints: joinInts([Number(pooling === 'mean')], ...promptInts(prompts)),
    floats: new Float32Array(0),
    scalars: new Float64Array(0),
    ...output({floatsOut: prompts.length * nEmbd}),
  };
}

/** B, T of the largest batch to come. */
export function reserveRequest(B: number, T: number): CoreRequest {
  return {
    operation: 'reserve',
    ints: Int32Array.of(B, T),
    floats: new Float32Array(0),
    scalars: new Float64Array(0),
    ...output({}),
  };
}

function lossRequest(batch: Batch, objective: Objective) {
  return {
    ints: joinInts([OBJECTIVES.indexOf(objective)], ...batchInts(batch)),
    floats: weightsOf(batch),
    scalars: new Float64Array(0),
  };
}

/** The sizes of a reply, 0 where nothing is said. */
export function output(counts: Partial<Pick<CoreRequest, 'intsOut' | 'floatsOut' | 'scalarsOut'>>) {
  return {intsOut: 0, floatsOut: 0, scalarsOut: 0, ...counts};
}

/** The optimizer's options in the order of the core. */
export function optimizerScalars(options: OptimizerOptions): Float64Array {
  const {learningRate, beta1, beta2, epsilon, weightDecay, gradientClip} = options;
  return Float64Array.of(learningRate, beta1, beta2, epsilon, weightDecay, gradientClip);
}

function batchInts({B, T, tokens, targets, documentStart, beyond}: Batch): ArrayLike<number>[] {
  const rest = beyond ? [[1], beyond.starts, beyond.genes] : [[0]];
  return [[B, T], tokens, targets, documentStart, ...rest];
}

function weightsOf({B, T, weights}: Batch): Float32Array {
  return weights ?? new Float32Array(B * T).fill(1);
}

function promptInts(prompts: Int32Array[]): ArrayLike<number>[] {
  const total = prompts.reduce((sum, prompt) => sum + prompt.length, 0);
  return [[prompts.length], prompts.map(({length}) => length), [total], ...prompts];
}

/** All ints, one list after another. */
export function joinInts(...parts: ArrayLike<number>[]): Int32Array {
  const joined = new Int32Array(parts.reduce((sum, {length}) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** All floats, one array after another. */
export function joinFloats(parts: ArrayLike<number>[]): Float32Array {
  const joined = new Float32Array(parts.reduce((sum, {length}) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
