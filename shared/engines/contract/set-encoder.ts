// A set encoder: the visible genes of a set, a bag without order, become one vector and then logits over all genes
// (DeepSets, Zaheer et al. 2017, with learned pooling). Letters: B sets, C = nEmbd channels, V = vocabSize.
import type {ModelOptions, OptimizerOptions, StepResult, TensorInfo, TensorKind} from './engine.ts';

/**
 * How the embeddings of a set's visible genes become one vector: their `mean`; `root`, their sum divided by the root of
 * their number; `gene-score`, weighed by a softmax over one learned score a gene; `attention`, weighed by a softmax over
 * their products with nHead learned queries, each for its own slice of channels. In the order of core/src/set-encoder/set-encoder.hpp.
 */
export const POOLINGS = ['mean', 'root', 'gene-score', 'attention'] as const;
export type SetPooling = (typeof POOLINGS)[number];

/**
 * `softmax`: mean cross-entropy over a set's targets; `bce`: binary cross-entropy summed over all V genes, as a
 * denoising auto-encoder's (GSFM).
 */
export const SET_LOSSES = ['softmax', 'bce'] as const;
export type SetLoss = (typeof SET_LOSSES)[number];

/** Shape of a set encoder: pooling, residual blocks of 4·nEmbd hidden units (pre-norm, GELU), final norm, head with bias. */
export interface SetEncoderConfig {
  /** V, number of tokens. */
  vocabSize: number;
  /** C, width of embeddings and blocks; a multiple of nHead. */
  nEmbd: number;
  /** Residual blocks; 0 ends the network with the pooling. */
  nLayer: number;
  /** Queries of `attention` pooling; 1 with any other. */
  nHead: number;
  pooling: SetPooling;
  /** Whether the head shares the embedding, else it has `head.weight` of its own. */
  tiedHead: boolean;
  /** Dropout probability on the pooled vector and on the blocks' branches; 0 ≤ p < 1. */
  dropout: number;
}

/** B sets, partly visible. */
export interface SetBatch {
  /** Distinct genes that are seen; may be none. B arrays. */
  visible: readonly Int32Array[];
  /** Distinct genes to predict; a set without any counts for nothing. B arrays. */
  targets: readonly Int32Array[];
  /** Weight of each set in the loss; 1 everywhere when absent. Shape (B). */
  weights?: Float32Array;
  /** Whether visible genes stay out of the loss; they must then be no targets. */
  excludeVisible: boolean;
}

/** A set encoder inside an engine. Calls are asynchronous, run one at a time, off the event loop. */
export interface SetEncoderModel {
  readonly config: SetEncoderConfig;
  readonly parameterCount: number;
  /** Bytes of weights, gradients and moments, and of the buffers planned so far for batches. */
  memoryBytes(): number;
  /** Plans all buffers for batches of up to `sets` sets with `genes` visible genes together. */
  reserve(sets: number, genes: number): Promise<void>;
  /** Gradients of the mean loss over the sets of all batches together, then one AdamW update. */
  trainStep(batches: SetBatch[], loss: SetLoss, optimizer: OptimizerOptions): Promise<StepResult>;
  /** Loss and gradients without an update; gradients are then readable. */
  computeGradients(batch: SetBatch, loss: SetLoss): Promise<{loss: number}>;
  /** Sum of weighted losses and of weights, without gradients or dropout. */
  evaluate(batch: SetBatch, loss: SetLoss): Promise<{lossSum: number; weightSum: number}>;
  /** Logits of every token for each prompt of distinct genes. Shape (prompts.length, V), row-major. */
  scoreSets(prompts: readonly Int32Array[]): Promise<Float32Array>;
  /** Output of the final layer norm for each prompt. Shape (prompts.length, C), row-major. */
  embed(prompts: readonly Int32Array[]): Promise<Float32Array>;
  tensors(): TensorInfo[];
  /** Copy of a tensor, row-major; AdamW's moments are its kinds `moment1` and `moment2`. */
  readTensor(name: string, kind?: TensorKind): Float32Array;
  writeTensor(name: string, values: Float32Array, kind?: TensorKind): void;
  /** Number of AdamW updates made so far; settable on resume. Also seeds dropout. */
  stepCount: number;
  dispose(): void;
}

/** An engine that has set encoders: native and wasm. */
export interface SetEncoderEngine {
  createSetEncoder(config: SetEncoderConfig, options: ModelOptions): SetEncoderModel;
}
