// Lets a fresh GPT with meaningful embeddings begin by averaging them, so that training starts from a linear reader of
// cells instead of having to find one.
import {expressionAt} from '../../cells/sentences/rank-model.ts';
import type {GptModel} from '../../engines/contract/engine.ts';
import {attendToMean, changeTensor} from '../gpt/attend-to-mean.ts';

/** What all tokens share, in root mean squares of the embeddings. */
const SHARED = 1.5;
/** What a cell differs in from the mean cell counts this often, or the token at hand would drown it. */
const GAIN = 10;
/** Of a layer norm, as the engines have it. */
const EPSILON = 1e-5;

export interface StartAsMeanOptions {
  /** Root mean square of the embeddings. */
  embeddingScale: number;
  /** Prompts that show one training cell each; their mean becomes the origin. */
  prompts: readonly Int32Array[];
}

/**
 * Changes of the input's side alone (what all tokens share moves no softmax over tokens):
 *
 * - The last channel but one is the same for every token. A layer norm makes all tokens equally long; without something
 *   in common a gene that says nothing, whose embedding is short, would speak as loud as a marker gene. It is one
 *   channel, since AdamW moves every weight equally far: of a direction spread over all C channels each update would
 *   carry C times as much into whatever reads it, and drown what sets cells apart.
 * - The first block's attention starts by adding the mean of what a token sees, less the mean of the training cells: cells
 *   differ by a twentieth of what they have in common.
 * - Where there are position embeddings, they start at 0 but for their last channel, which embeddings leave to them. It
 *   makes that attention prefer what comes first: each position weighs as much as the expression of its rank.
 */
export function startAsMean(model: GptModel, {embeddingScale, prompts}: StartAsMeanOptions): void {
  const {nEmbd: C, vocabSize: V, positions} = model.config;
  const common = C - 2;
  changeTensor(model, 'transformer.wte.weight', values => {
    for (let token = 0; token < V; token++) {
      values[token * C + common] = SHARED * embeddingScale * Math.sqrt(C);
      if (positions) values[token * C + C - 1] = 0;
    }
  });
  attendToMean(model, GAIN);
  changeTensor(model, 'transformer.h.0.attn.c_attn.weight', values => {
    values.fill(0, common * 3 * C + 2 * C, (common + 1) * 3 * C);
  });
  if (positions) weighByRank(model, embeddingScale);
  centre(model, prompts);
}

/** Attention of the first block starts as the softmax of log expression by rank, the same from everywhere. */
function weighByRank(model: GptModel, embeddingScale: number): void {
  const {nEmbd: C, nHead, blockSize} = model.config;
  const logs = Float64Array.from({length: blockSize}, (_, rank) =>
    Math.log(typicalExpression(rank)),
  );
  const mean = logs.reduce((sum, log) => sum + log / blockSize, 0);
  changeTensor(model, 'transformer.wpe.weight', values => {
    values.fill(0);
    logs.forEach((log, rank) => {
      values[rank * C + C - 1] = embeddingScale * (log - mean);
    });
  });
  changeTensor(model, 'transformer.h.0.attn.c_attn.weight', values => {
    for (let head = 0; head < nHead; head++) values[(C - 1) * 3 * C + C + (head * C) / nHead] += 1;
  });
  // What a layer norm makes of the channel, and what attention divides by, taken back.
  const query = Math.hypot(1, SHARED) * Math.sqrt(C / nHead);
  changeTensor(model, 'transformer.h.0.attn.c_attn.bias', values => {
    for (let head = 0; head < nHead; head++) values[(head * C) / nHead] += query;
  });
}

/** The rank line that Levine et al. (2023) found typical, kept above 0: log10(1 + normalized expression). */
const typicalExpression = (rank: number) =>
  Math.max(expressionAt({slope: -0.68, intercept: 2.24}, rank), 0.1);

/** Takes what the first block's attention adds for the mean of the prompts off by the bias of its projection. */
function centre(model: GptModel, prompts: readonly Int32Array[]): void {
  const C = model.config.nEmbd;
  const attention = model.readTensor('transformer.h.0.attn.c_attn.weight');
  const projection = model.readTensor('transformer.h.0.attn.c_proj.weight');
  const read = meanRead(model, prompts);
  const values = new Float64Array(C);
  for (let c = 0; c < C; c++) {
    for (let j = 0; j < C; j++) values[j] += read[c] * attention[c * 3 * C + 2 * C + j];
  }
  changeTensor(model, 'transformer.h.0.attn.c_proj.bias', bias => {
    for (let c = 0; c < C; c++) {
      for (let j = 0; j < C; j++) bias[j] -= values[c] * projection[c * C + j];
    }
  });
}

/** Mean over the prompts of what the last token's attention averages: normalized embeddings. Shape (C). */
function meanRead(model: GptModel, prompts: readonly Int32Array[]): Float64Array {
  const {nEmbd: C, positions} = model.config;
  const tokens = model.readTensor('transformer.wte.weight');
  const places = positions ? model.readTensor('transformer.wpe.weight') : undefined;
  const mean = new Float64Array(C);
  const own = new Float64Array(C);
  for (const prompt of prompts) {
    own.fill(0);
    let weights = 0;
    prompt.forEach((token, rank) => {
      const weight = positions ? typicalExpression(rank) : 1;
      weights += weight;
      const input = tokens.slice(token * C, (token + 1) * C);
      if (places) for (let c = 0; c < C; c++) input[c] += places[rank * C + c];
      addNormalized(input, weight, own);
    });
    for (let c = 0; c < C; c++) mean[c] += own[c] / weights / prompts.length;
  }
  return mean;
}

/** Adds `weight` times the layer norm of `input` to `into`. */
function addNormalized(input: Float32Array, weight: number, into: Float64Array): void {
  let [sum, squares] = [0, 0];
  for (const x of input) {
    sum += x;
    squares += x * x;
  }
  const mean = sum / input.length;
  const scale = weight / Math.sqrt(squares / input.length - mean * mean + EPSILON);
  for (let c = 0; c < input.length; c++) into[c] += (input[c] - mean) * scale;
}
