// Lets a fresh GPT with meaningful embeddings begin by averaging them, so that training starts from a linear reader of
// cells instead of having to find one.
import {expressionAt} from '../cells/rank-model.ts';
import type {GptModel} from '../gpt/engine.ts';
import {createRandom} from '../stats/random.ts';

/** Size of the direction that all embeddings share, in root mean squares of the embeddings. */
const SHARED = 0.5;
/** Stream of the random numbers that draw it. */
const STREAM = 0x5a4;

/**
 * Changes of the input's side alone (a direction shared by all tokens moves no softmax over tokens):
 *
 * - One random direction is added to every embedding. A layer norm makes all tokens equally long; without something in
 *   common a gene that says nothing, whose embedding is short, would speak as loud as a marker gene.
 * - The first block's values and projection start near the identity, so that its attention adds the mean of what a
 *   token sees (after Trockman and Kolter, "Mimetic initialization of self-attention layers", 2023). Where there are
 *   position embeddings, their last channel, which embeddings leave to them, makes that attention prefer what comes
 *   first: each position weighs as much as the expression of its rank.
 */
export function startAsMean(model: GptModel, embeddingScale: number, seed: number): void {
  const {nEmbd: C, vocabSize: V, positions} = model.config;
  const random = createRandom(seed, STREAM);
  const size = SHARED * embeddingScale;
  const shared = Float32Array.from({length: C}, () => (random.next() < 0.5 ? -size : size));
  if (positions) shared[C - 1] = 0;
  change(model, 'transformer.wte.weight', values => {
    for (let i = 0; i < V * C; i++) values[i] += shared[i % C];
    for (let i = C - 1; positions && i < V * C; i += C) values[i] = 0;
  });
  change(model, 'transformer.h.0.attn.c_attn.weight', values => {
    for (let c = 0; c < C; c++) values[c * 3 * C + 2 * C + c] += 1;
  });
  change(model, 'transformer.h.0.attn.c_proj.weight', values => {
    for (let c = 0; c < C; c++) values[c * C + c] += 1;
  });
  if (positions) weighByRank(model, embeddingScale);
}

/** Attention of the first block starts as the softmax of log expression by rank, the same from everywhere. */
function weighByRank(model: GptModel, embeddingScale: number): void {
  const {nEmbd: C, nHead, blockSize} = model.config;
  const logs = Float64Array.from({length: blockSize}, (_, rank) =>
    Math.log(typicalExpression(rank)),
  );
  const mean = logs.reduce((sum, log) => sum + log / blockSize, 0);
  change(model, 'transformer.wpe.weight', values => {
    logs.forEach((log, rank) => {
      values[rank * C + C - 1] = embeddingScale * (log - mean);
    });
  });
  change(model, 'transformer.h.0.attn.c_attn.weight', values => {
    for (let head = 0; head < nHead; head++) values[(C - 1) * 3 * C + C + (head * C) / nHead] += 1;
  });
  // What a layer norm makes of the channel, and what attention divides by, taken back.
  const query = Math.hypot(1, SHARED) * Math.sqrt(C / nHead);
  change(model, 'transformer.h.0.attn.c_attn.bias', values => {
    for (let head = 0; head < nHead; head++) values[(head * C) / nHead] += query;
  });
}

/** The rank line that Levine et al. (2023) found typical, kept above 0: log10(1 + normalized expression). */
const typicalExpression = (rank: number) =>
  Math.max(expressionAt({slope: -0.68, intercept: 2.24}, rank), 0.1);

function change(model: GptModel, name: string, edit: (values: Float32Array) => void): void {
  const values = model.readTensor(name);
  edit(values);
  model.writeTensor(name, values);
}
