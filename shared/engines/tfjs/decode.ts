// Generation with a key–value cache, and what is read off a prompt's final hidden states.
// The prompts of a group go in step: all are at the same position, some still in their prompt, some beyond it.
import type {Tensor} from '@tensorflow/tfjs-core';
import type {GenerateOptions, Pooling} from '../contract/engine.ts';
import {hiddenStates, type LayerCache, logitsOf, type Pass} from './forward.ts';
import {causalMask} from './mask.ts';
import {chooseToken, uniformAt} from './sampling.ts';

/** Prompts that decode side by side, and what belongs to each. */
export interface DecodingGroup {
  prompts: Int32Array[];
  /** Most tokens to generate for each. */
  caps: Int32Array;
  seeds: Uint32Array;
}

/** One prompt and what was generated for it. */
interface Sequence {
  prompt: Int32Array;
  generated: number[];
  cap: number;
  seed: number;
  /** 1 at tokens that may not come. Shape (V). */
  banned: Uint8Array;
  done: boolean;
}

/** New tokens of each prompt. */
export async function generateTogether(
  pass: Pass,
  group: DecodingGroup,
  options: GenerateOptions,
): Promise<Int32Array[]> {
  const sequences = group.prompts.map((_, i) => startSequence(pass, group, i, options));
  const cache: LayerCache[] = [];
  let past = 0;
  let ahead = Math.min(...group.prompts.map(({length}) => length));
  while (sequences.some(({done}) => !done)) {
    const logits = await lastLogits(pass, sequences, past, ahead, cache);
    past += ahead;
    ahead = 1;
    sequences.forEach((sequence, i) => {
      const V = pass.config.vocabSize;
      if (past >= sequence.prompt.length && !sequence.done) {
        extendSequence(sequence, logits.subarray(i * V, (i + 1) * V), options);
      }
    });
  }
  pass.tf.dispose(cache.flatMap(({keys, values}) => [keys, values]));
  return sequences.map(({generated}) => Int32Array.from(generated));
}

/** Embedding of each prompt, (prompts.length, C): the final hidden state of its last token, or the mean of all. */
export function pooledStates(pass: Pass, prompts: Int32Array[], pooling: Pooling): Tensor {
  const {tf, config} = pass;
  const B = prompts.length;
  const T = Math.max(...prompts.map(({length}) => length));
  const tokens = new Int32Array(B * T);
  const shares = new Float32Array(B * T);
  prompts.forEach((prompt, b) => {
    tokens.set(prompt, b * T);
    const first = pooling === 'mean' ? 0 : prompt.length - 1;
    shares.fill(1 / (prompt.length - first), b * T + first, b * T + prompt.length);
  });
  // What fills a shorter prompt up comes after it, where the causal mask hides it.
  const mask = causalMask(tf, T);
  const hidden = tf.reshape(hiddenStates(pass, {B, T, tokens, mask, past: 0}), [
    B,
    T,
    config.nEmbd,
  ]);
  return tf.reshape(tf.matMul(tf.tensor(shares, [B, 1, T]), hidden), [B, config.nEmbd]);
}

/** A set has no duplicates: the prompt's tokens are banned, but not the end token that opens it. */
function startSequence(
  {config}: Pass,
  {prompts, caps, seeds}: DecodingGroup,
  i: number,
  {endToken, forbiddenTokens = new Int32Array(0), mayRepeat = false}: GenerateOptions,
): Sequence {
  const banned = new Uint8Array(config.vocabSize);
  if (!mayRepeat) for (const token of prompts[i]) banned[token] = 1;
  banned[endToken] = 0;
  for (const token of forbiddenTokens) banned[token] = 1;
  const done = caps[i] === 0;
  return {prompt: prompts[i], generated: [], cap: caps[i], seed: seeds[i], banned, done};
}

function extendSequence(
  sequence: Sequence,
  logits: Float32Array,
  {temperature, topK, topP = 1, endToken, mayRepeat = false}: GenerateOptions,
): void {
  const {generated, banned, seed, cap} = sequence;
  const uniform = uniformAt(seed, generated.length);
  const token = chooseToken(logits, banned, {temperature, topK, topP}, uniform);
  if (token < 0 || token === endToken) {
    sequence.done = true;
    return;
  }
  generated.push(token);
  if (!mayRepeat) banned[token] = 1;
  sequence.done = generated.length === cap;
}

/** Logits (B, V) after the tokens past … past + ahead - 1 of every sequence, which enter the cache. */
async function lastLogits(
  pass: Pass,
  sequences: Sequence[],
  past: number,
  ahead: number,
  cache: LayerCache[],
): Promise<Float32Array> {
  const {tf, config} = pass;
  const B = sequences.length;
  const before = cache.flatMap(({keys, values}) => [keys, values]);
  const logits = tf.tidy(() => {
    const tokens = Int32Array.from({length: B * ahead}, (_, i) =>
      tokenAt(sequences[Math.floor(i / ahead)], past + (i % ahead)),
    );
    const mask = ahead > 1 ? {mask: causalMask(tf, ahead)} : {};
    const hidden = hiddenStates(pass, {B, T: ahead, tokens, past, ...mask}, cache);
    for (const {keys, values} of cache) {
      tf.keep(keys);
      tf.keep(values);
    }
    const rows = tf.reshape(hidden, [B, ahead, config.nEmbd]);
    const last = tf.slice(rows, [0, ahead - 1, 0], [B, 1, config.nEmbd]);
    return logitsOf(pass, tf.reshape(last, [B, config.nEmbd]));
  });
  tf.dispose(before);
  const values = (await logits.data()) as Float32Array;
  logits.dispose();
  return values;
}

/** A sequence that is done has no token at later positions: any will do. */
function tokenAt({prompt, generated}: Sequence, position: number): number {
  return prompt[position] ?? generated[position - prompt.length] ?? 0;
}
