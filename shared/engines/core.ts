// What the compiled core offers, the same for the native addon and WebAssembly: models as handles, tensors by
// number, and one entry that runs an operation on flat arrays (core/src/gpt/api.cpp reads them).

import type {GptConfig} from './contract/engine.ts';
import {POOLINGS, type SetEncoderConfig} from './contract/set-encoder.ts';

/** Operations of core/src/call.hpp. */
export const OPERATION = {
  trainStep: 0,
  gradients: 1,
  evaluate: 2,
  logits: 3,
  generate: 4,
  scoreNext: 5,
  embed: 6,
  reserve: 7,
  keepSets: 8,
  castVotes: 9,
} as const;

/** Operations of core/src/matrices/matrices.hpp. */
export const MATRIX_OPERATION = {
  gram: 0,
  invert: 1,
  rankGradient: 2,
  rankScores: 3,
  multiply: 4,
  multiplyByGram: 5,
} as const;

/** How an operation apart from any model ended, and its result. */
export interface MatrixReply {
  /** 0, −1 where memory is short, or the first bad pivot, counting from 1. */
  outcome: number;
  floats: Float32Array;
}
/** Architectures of core/src/backend.hpp. */
export const ARCHITECTURE = {decoder: 0, 'set-encoder': 1, lookup: 2} as const;

/** Shape of a model as the core takes it. */
export interface CoreShape {
  architecture: keyof typeof ARCHITECTURE;
  /** What core/src/gpt/api.cpp, set-api.cpp or lookup-api.cpp makes a shape of. */
  numbers: Int32Array;
  dropout: number;
}

export type OperationName = keyof typeof OPERATION;

/** One operation's input, and how much it puts out. */
export interface CoreRequest {
  operation: OperationName;
  ints: Int32Array;
  floats: Float32Array;
  scalars: Float64Array;
  intsOut: number;
  floatsOut: number;
  scalarsOut: number;
}

export interface CoreReply {
  ints: Int32Array;
  floats: Float32Array;
  scalars: Float64Array;
}

/** A model inside the core. */
export interface CoreModel {
  memoryBytes(): number;
  /** `tensor` counts as the architecture's list of tensors does; `kind` is 0 value, 1 gradient, 2 and 3 the moments. */
  readTensor(tensor: number, kind: number, into: Float32Array): void;
  writeTensor(tensor: number, kind: number, values: Float32Array): void;
  getStepCount(): number;
  setStepCount(step: number): void;
  run(request: CoreRequest): Promise<CoreReply>;
  dispose(): void;
}

export interface Core {
  createModel(shape: CoreShape, seed: number, trainable: boolean): CoreModel;
  /**
   * Runs an operation apart from any model on floats, which it takes over: the array may be empty afterwards, and the
   * reply has the numbers. `ints` and `floats` as core/src/matrices/operations.cpp reads them.
   */
  runMatrix(
    operation: keyof typeof MATRIX_OPERATION,
    ints: Int32Array,
    floats: Float32Array,
  ): Promise<MatrixReply>;
}

/** A GPT's shape. */
export function decoderShape(config: GptConfig): CoreShape {
  const {vocabSize, blockSize, nLayer, nHead, nEmbd, bias, positions, tiedHead, activation} =
    config;
  const {geneTokens = vocabSize} = config;
  const flags = [bias, positions, tiedHead, activation === 'gelu-tanh'].map(Number);
  const numbers = Int32Array.of(vocabSize, blockSize, nLayer, nHead, nEmbd, ...flags, geneTokens);
  return {architecture: 'decoder', numbers, dropout: config.dropout};
}

/** A set encoder's shape. */
export function setEncoderShape(config: SetEncoderConfig): CoreShape {
  const {vocabSize, nEmbd, nLayer, nHead, pooling, tiedHead, dropout} = config;
  const options = [POOLINGS.indexOf(pooling), Number(tiedHead)];
  const numbers = Int32Array.of(vocabSize, nEmbd, nLayer, nHead, ...options);
  return {architecture: 'set-encoder', numbers, dropout};
}
