// The models that are measured.
import type {GptConfig, OptimizerOptions} from '../../shared/engines/contract/engine.ts';

export interface Shape {
  config: GptConfig;
  /** Rows of a batch; a row is one document as long as blockSize. */
  B: number;
}

const NANO_GPT = {
  bias: false,
  positions: true,
  dropout: 0,
  tiedHead: true,
  activation: 'gelu',
} as const;
const GENES = {...NANO_GPT, bias: true, positions: false} as const;

export const SHAPES: Record<string, Shape> = {
  /** Small GPT with a vocabulary that weighs. */
  g2: {
    config: {...NANO_GPT, nLayer: 4, nHead: 4, nEmbd: 128, blockSize: 128, vocabSize: 4096},
    B: 16,
  },
  /** nanoGPT's shakespeare-char on a CPU (its README, "I only have a macbook"). */
  sc: {
    config: {...NANO_GPT, nLayer: 4, nHead: 4, nEmbd: 128, blockSize: 64, vocabSize: 65},
    B: 12,
  },
  /** 12.3 M parameters. */
  '12m': {
    config: {...NANO_GPT, nLayer: 6, nHead: 6, nEmbd: 384, blockSize: 256, vocabSize: 4096},
    B: 8,
  },
  /** A gene model: all protein-coding genes, no positions. */
  gene: {
    config: {...GENES, nLayer: 6, nHead: 8, nEmbd: 256, blockSize: 256, vocabSize: 20_000},
    B: 8,
  },
};

/** train-gpt's default model; the embedded gene sets have 15,342 tokens. */
export const DEFAULT_MODEL: GptConfig = {
  ...GENES,
  nLayer: 2,
  nHead: 8,
  nEmbd: 256,
  blockSize: 128,
  vocabSize: 15_342,
};

/** A model so small that a step takes about a millisecond. */
export const TINY_MODEL: GptConfig = {
  ...GENES,
  nLayer: 1,
  nHead: 2,
  nEmbd: 32,
  blockSize: 32,
  vocabSize: 200,
};

/** nanoGPT's AdamW (its train.py). */
export const OPTIMIZER: OptimizerOptions = {
  learningRate: 1e-3,
  beta1: 0.9,
  beta2: 0.95,
  epsilon: 1e-8,
  weightDecay: 0.1,
  gradientClip: 1,
};
