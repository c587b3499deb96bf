// The Engine interface: what a compute engine offers to the stages that train and complete.
// Shape letters: B rows of a batch, T positions of a row, C = nEmbd channels, V = vocabSize, nh heads.
import type {LookupEngine} from './kept-sets.ts';
import type {MatrixEngine} from './matrix-engine.ts';
import type {RankEngine} from './rank-network.ts';

/** Shape of a GPT-2 / nanoGPT decoder (pre-layer-norm, layer norms with an epsilon of 1e-5). */
export interface GptConfig {
  /** V, number of tokens. */
  vocabSize: number;
  /**
   * Tokens of genes, the first of the V (the end token among them): `remaining-genes` asks for these alone, and takes its
   * softmax over them, `next-word` for those after them. All V where absent. Logits and scores always have all V.
   */
  geneTokens?: number;
  /** Longest row (T) the model is trained on. */
  blockSize: number;
  nLayer: number;
  nHead: number;
  /** C, width of the residual stream; a multiple of nHead. */
  nEmbd: number;
  /** Biases in linear layers and layer norms, as GPT-2; nanoGPT's default is false. */
  bias: boolean;
  /** Learned position embeddings; off for gene sets, which have no order. */
  positions: boolean;
  /** Dropout probability on embeddings, attention and residual branches; 0 ≤ p < 1. */
  dropout: number;
  /** Whether the head shares the token embedding, as GPT-2's does; else it has `lm_head.weight` of its own. */
  tiedHead: boolean;
  /** Exact GELU by the error function (nanoGPT), or its tanh approximation (GPT-2's `gelu_new`). */
  activation: Activation;
}

export type Activation = 'gelu' | 'gelu-tanh';

/**
 * What is predicted at a position: `next-gene` the token that follows; `remaining-genes` every gene of the
 * set not yet shown, equally (the end token only where none remains); `next-new-gene` the token that follows, given that
 * none comes twice: a document's earlier targets are out of the question, as they are where sets are generated. Without
 * that a model spends what it has to learn on which genes are already there; `next-word` the token that follows, among
 * those after the genes.
 */
export type Objective = (typeof OBJECTIVES)[number];

/** In the order of the core's own enumeration. */
export const OBJECTIVES = ['next-gene', 'remaining-genes', 'next-new-gene', 'next-word'] as const;

/** Tokens `first` … `end` − 1, which an objective may ask for: its softmax is over them. */
export function askedTokens(
  {vocabSize, geneTokens = vocabSize}: GptConfig,
  objective?: Objective,
): {first: number; end: number} {
  return {
    first: objective === 'next-word' ? geneTokens : 0,
    end: objective === 'remaining-genes' ? geneTokens : vocabSize,
  };
}

/** B rows of T tokens; a row packs several documents (gene sets) that do not see each other. */
export interface Batch {
  B: number;
  T: number;
  /** Input tokens, row-major. Shape (B, T), values in 0..V-1. */
  tokens: Int32Array;
  /** Token to predict at each position, one that the objective may ask for; -1 where nothing is (padding). Shape (B, T). */
  targets: Int32Array;
  /** First position of the row that position t may attend to: its document's start. Shape (B, T). */
  documentStart: Int32Array;
  /** Weight of each position in the loss; 1 everywhere when absent. Shape (B, T). */
  weights?: Float32Array;
  /**
   * Genes of documents that no position has as its target, for `remaining-genes` alone: those of the document whose last
   * position is i are genes[starts[i]] … genes[starts[i + 1] − 1]. A document with such genes is the beginning of a set:
   * its last target is a gene like the others, not the end token. Shape of starts (B·T + 1).
   */
  beyond?: {starts: Int32Array; genes: Int32Array};
}

/** AdamW as in nanoGPT: decoupled weight decay on matrices and embeddings only, bias-corrected moments. */
export interface OptimizerOptions {
  learningRate: number;
  beta1: number;
  beta2: number;
  /** Added to the root of the second moment (1e-8 in PyTorch). */
  epsilon: number;
  weightDecay: number;
  /** Largest global L2 norm of the gradient; 0 turns clipping off. */
  gradientClip: number;
}

export interface StepResult {
  /** Mean loss in nats per weighted position, before the update. */
  loss: number;
  /** Global L2 norm of the gradient before clipping. */
  gradientNorm: number;
}

export interface GenerateOptions {
  /** Most tokens to generate for each prompt. Same length as the prompts. */
  maxNewTokens: Int32Array;
  /** Divides the logits; 0 takes the most likely token. */
  temperature: number;
  /** Sample among the k most likely tokens; 0 for all. */
  topK: number;
  /**
   * Sample among the fewest most likely tokens whose probabilities, after top k and temperature, sum to at least
   * this (nucleus sampling, Holtzman et al. 2020); 1 for all, the default.
   */
  topP?: number;
  /** Generation stops at this token, which is not part of the result. */
  endToken: number;
  /** One 32-bit seed a prompt, so that batching never changes a result. Same length as the prompts. */
  seeds: Uint32Array;
  /** Tokens never generated, besides (unless `mayRepeat`) those in the prompt or generated before: a set has no duplicates. */
  forbiddenTokens?: Int32Array;
  /** Tokens may come again, as words of a text do; false by default. */
  mayRepeat?: boolean;
  /** Called with the number of finished prompts. */
  onProgress?: (done: number) => void;
}

/** How the hidden states of a prompt's tokens become one embedding. */
export type Pooling = (typeof POOLINGS)[number];

export const POOLINGS = ['last', 'mean'] as const;

/** A named weight. Names and layouts are those of Hugging Face's GPT2LMHeadModel (`transformer.wte.weight` …). */
export interface TensorInfo {
  name: string;
  shape: number[];
}

/** Which stored array of a parameter is meant: its value, its last gradient, or AdamW's moments. */
export type TensorKind = 'value' | 'gradient' | 'moment1' | 'moment2';

/** A model that lives inside an engine. Calls are asynchronous, run one at a time, off the event loop. */
export interface GptModel {
  readonly config: GptConfig;
  readonly parameterCount: number;
  /** Bytes of weights, gradients and moments, and of the buffers planned so far for batches. */
  memoryBytes(): number;
  /** Bytes that the engine holds now, as it reports them; where it allocates as it goes. */
  heldBytes?(): number;
  /** Plans all buffers for batches of up to B rows of T tokens, so that a lack of memory shows before any work. */
  reserve(B: number, T: number): Promise<void>;
  /** Gradients of the mean loss over all micro-batches together, of one objective or one each, then one AdamW update. */
  trainStep(
    batches: Batch[],
    objective: Objective | readonly Objective[],
    optimizer: OptimizerOptions,
  ): Promise<StepResult>;
  /** Loss and gradients without an update (for tests and analysis); gradients are then readable. */
  computeGradients(batch: Batch, objective: Objective): Promise<{loss: number}>;
  /** Sum of weighted losses and of weights, without gradients or dropout. */
  evaluate(batch: Batch, objective: Objective): Promise<{lossSum: number; weightSum: number}>;
  /** All logits (B, T, V) of a batch, without dropout. Meant for small shapes. */
  logits(batch: Batch): Promise<Float32Array>;
  /** New tokens for every prompt, by a key–value cache. */
  generate(prompts: Int32Array[], options: GenerateOptions): Promise<Int32Array[]>;
  /** Log-probability of every token after each prompt, one forward pass. Shape (prompts.length, V), row-major. */
  scoreNext(prompts: Int32Array[]): Promise<Float32Array>;
  /**
   * Final hidden state (after the last layer norm) of each prompt: of its last token, or the mean over its tokens.
   * Shape (prompts.length, C), row-major.
   */
  embed(prompts: Int32Array[], pooling: Pooling): Promise<Float32Array>;
  tensors(): TensorInfo[];
  /**
   * Copies the arrays of these kinds from the memory of a device, so that readTensor finds them as they are now. Where an
   * engine has no such memory, it has no such call; what was written is readable without, until a step changes it.
   */
  fetchTensors?(kinds: readonly TensorKind[]): Promise<void>;
  /** Copy of a tensor, row-major. */
  readTensor(name: string, kind?: TensorKind): Float32Array;
  writeTensor(name: string, values: Float32Array, kind?: TensorKind): void;
  /** Number of AdamW updates made so far (bias correction needs it); settable on resume. Also seeds dropout. */
  stepCount: number;
  dispose(): void;
}

export interface ModelOptions {
  /** Seed of the initial weights (nanoGPT's: N(0, 0.02), residual projections ÷ √(2·nLayer)) and of dropout. */
  seed: number;
  /** Keep gradients and moments; false for inference alone, in a quarter of the memory. */
  trainable: boolean;
  /** All weights 0 instead of drawn: for a model whose tensors are all written next, which drawing would delay. */
  blank?: boolean;
}

/** A compute engine, e.g. the native addon or its WebAssembly twin. */
export interface Engine extends MatrixEngine, RankEngine, LookupEngine {
  readonly name: 'native' | 'wasm' | 'tfjs';
  /** One line for logs, e.g. "native, AVX-512, 2 threads". */
  readonly description: string;
  readonly threads: number;
  createModel(config: GptConfig, options: ModelOptions): GptModel;
}
