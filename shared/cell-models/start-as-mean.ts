// Lets a fresh GPT with meaningful embeddings begin by averaging them, so that training starts from a linear reader of
// cells instead of having to find one.
import type {GptModel} from '../gpt/engine.ts';
import {createRandom} from '../stats/random.ts';

/** Size of the direction that all embeddings share, in root mean squares of the embeddings. */
const SHARED = 0.5;
/** Stream of the random numbers that draw it. */
const STREAM = 0x5a4;

/**
 * Two changes, both of the input's side alone (a direction shared by all tokens moves no softmax over tokens):
 *
 * - One random direction is added to every embedding. A layer norm makes all tokens equally long; without something in
 *   common a gene that says nothing, whose embedding is short, would speak as loud as a marker gene.
 * - The first block's values and projection start near the identity, so that its attention, which starts even, adds
 *   the mean of what a token sees (after Trockman and Kolter, "Mimetic initialization of self-attention layers", 2023).
 */
export function startAsMean(model: GptModel, embeddingScale: number, seed: number): void {
  const {nEmbd: C, vocabSize: V} = model.config;
  const random = createRandom(seed, STREAM);
  const size = SHARED * embeddingScale;
  const shared = Float32Array.from({length: C}, () => (random.next() < 0.5 ? -size : size));
  change(model, 'transformer.wte.weight', values => {
    for (let i = 0; i < V * C; i++) values[i] += shared[i % C];
  });
  change(model, 'transformer.h.0.attn.c_attn.weight', values => {
    for (let c = 0; c < C; c++) values[c * 3 * C + 2 * C + c] += 1;
  });
  change(model, 'transformer.h.0.attn.c_proj.weight', values => {
    for (let c = 0; c < C; c++) values[c * C + c] += 1;
  });
}

function change(model: GptModel, name: string, edit: (values: Float32Array) => void): void {
  const values = model.readTensor(name);
  edit(values);
  model.writeTensor(name, values);
}
