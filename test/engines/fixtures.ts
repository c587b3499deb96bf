// Small models and batches for the engine tests, deterministic without any random source of the code under test.
import {
  type Batch,
  type Engine,
  type GptConfig,
  type GptModel,
  OBJECTIVES,
  type Objective,
  type OptimizerOptions,
} from '../../shared/engines/contract/engine.ts';

export const OPTIMIZER: OptimizerOptions = {
  learningRate: 3e-3,
  beta1: 0.9,
  beta2: 0.95,
  epsilon: 1e-8,
  weightDecay: 0.1,
  gradientClip: 1,
};

export const SMALL: GptConfig = {
  vocabSize: 37,
  blockSize: 24,
  nLayer: 2,
  nHead: 2,
  nEmbd: 16,
  bias: true,
  positions: false,
  dropout: 0,
  tiedHead: true,
  activation: 'gelu',
};

/** How much is tried: plain JavaScript needs a hundred times as long as a compiled engine. */
export interface Extent {
  /** Objectives whose gradients are compared on every case; the others on the first case alone. */
  objectives: readonly Objective[];
  /** Whether the engine cuts its work into parts, whose borders are tried too. */
  isCompiled: boolean;
  /** Tokens sampled, to compare their shares with the probabilities. */
  draws: number;
  /** Steps whose losses under dropout are averaged. */
  dropoutSteps: number;
  /** Calls with odd values; `make fuzz` tries more. */
  oddCalls: number;
}

/** Numbers in [0, 1) of a linear congruential generator (Numerical Recipes' constants). */
export function createNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A model whose layer norms and biases are not at their idle values, so that every gradient is exercised. */
export function createTestModel(engine: Engine, config: GptConfig, trainable = true): GptModel {
  const model = engine.createModel(config, {seed: 7, trainable});
  const number = createNumbers(11);
  for (const {name} of model.tensors()) {
    const values = model.readTensor(name);
    const spread = name.includes('wte') || name.includes('wpe') ? 0.8 : 0.4;
    model.writeTensor(
      name,
      values.map(value => 3 * value + spread * (number() - 0.5)),
    );
  }
  return model;
}

/** Rows of packed documents with the given lengths; a row is padded to T. Token 0 ends every document. */
export function packDocuments(rows: number[][], T: number, vocabSize: number, seed = 3): Batch {
  const number = createNumbers(seed);
  const B = rows.length;
  const batch = {
    B,
    T,
    tokens: new Int32Array(B * T),
    targets: new Int32Array(B * T).fill(-1),
    documentStart: new Int32Array(B * T),
  };
  rows.forEach((lengths, b) => {
    let t = 0;
    for (const length of lengths) {
      const genes = Array.from(
        {length: length + 1},
        () => 1 + Math.floor(number() * (vocabSize - 1)),
      );
      genes[0] = 0;
      genes[length] = 0;
      batch.tokens.set(genes.slice(0, length), b * T + t);
      batch.targets.set(genes.slice(1), b * T + t);
      batch.documentStart.fill(t, b * T + t, b * T + t + length);
      t += length;
    }
    for (; t < T; t++) batch.documentStart[b * T + t] = t;
  });
  return batch;
}

/** Weights between 0 and 2 for every position of a batch. */
export function withWeights(batch: Batch, seed = 5): Batch {
  const number = createNumbers(seed);
  return {...batch, weights: Float32Array.from(batch.tokens, () => 2 * number())};
}

/** Objectives that ask for genes, whatever the model knows beside them. */
export const GENE_OBJECTIVES = OBJECTIVES.filter(objective => objective !== 'next-word');

/** The batch with words, tokens `geneTokens` … V − 1, for what it has as targets. */
export function askForWords(
  batch: Batch,
  {geneTokens = 0, vocabSize}: Pick<GptConfig, 'geneTokens' | 'vocabSize'>,
): Batch {
  const toWord = (target: number) => geneTokens + (target % (vocabSize - geneTokens));
  return {...batch, targets: batch.targets.map(target => (target < 0 ? -1 : toWord(target)))};
}

/** Every tensor of a kind, one after another. */
export function flatTensors(model: GptModel, kind: 'value' | 'gradient' = 'value'): number[] {
  return model.tensors().flatMap(({name}) => Array.from(model.readTensor(name, kind)));
}

export function meanLoss({lossSum, weightSum}: {lossSum: number; weightSum: number}): number {
  return lossSum / weightSum;
}

/** Targets from position i to the last but one of its document; at the last position, that target. */
export function remainingAt({T, targets, documentStart}: Batch, i: number): number[] {
  const rowEnd = (Math.floor(i / T) + 1) * T;
  let end = i + 1;
  while (end < rowEnd && documentStart[end] !== end % T && targets[end] >= 0) end++;
  return Array.from(i === end - 1 ? targets.slice(i, end) : targets.slice(i, end - 1));
}

/**
 * The batch whose documents show `count` positions, each of a weight of its own; `whole` gets the same weights, 0 where a
 * position is no more shown. The genes that are left lie beyond.
 */
export function showFirst(whole: Batch, count: number): Batch {
  const {targets, documentStart, T} = whole;
  const weights = new Float32Array(targets.length);
  const shown = targets.slice();
  const starts = new Int32Array(targets.length + 1);
  const genes: number[] = [];
  for (const [i, target] of targets.entries()) {
    const place = (i % T) - documentStart[i];
    const remaining = target < 0 ? [] : remainingAt(whole, i);
    if (target >= 0 && place < count) weights[i] = 1 + (i % 3);
    else shown[i] = -1;
    if (place === count - 1) genes.push(...remaining.slice(1));
    starts[i + 1] = genes.length;
  }
  whole.weights = weights;
  return {...whole, targets: shown, beyond: {starts, genes: Int32Array.from(genes)}};
}
