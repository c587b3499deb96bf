// The GPT-2 decoder in TensorFlow.js ops, read top to bottom (after nanoGPT's model.py).
// B rows, T positions, P positions before them (in the cache), C channels, V tokens, nh heads of hs channels.
import type {Tensor, Tensor4D} from '@tensorflow/tfjs-core';
import type {GptConfig} from '../contract/engine.ts';
import type {Dropout} from './dropout.ts';
import {gatherRows} from './gather.ts';
import {besideRows, softmaxRows} from './rows.ts';
import type {Tf} from './tf.ts';

/** As GPT-2 and PyTorch. */
const LAYER_NORM_EPSILON = 1e-5;

/** What a pass runs on. */
export interface Pass {
  tf: Tf;
  config: GptConfig;
  /** Value of each tensor by name. */
  weights: ReadonlyMap<string, Tensor>;
  dropout: Dropout;
  /** Whether derivatives of the loss are wanted. */
  derives: boolean;
}

/** Tokens that enter the model. */
export interface Entering {
  B: number;
  T: number;
  /** Shape (B, T), row-major. */
  tokens: Int32Array;
  /** 0 where a query may look, far below zero where not. Shape (B, T, P + T); absent where it may look everywhere. */
  mask?: Tensor;
  /** P, positions that went before. */
  past: number;
}

/** Keys and values of one layer, each (nh, B, P + T, hs). */
export interface LayerCache {
  keys: Tensor;
  values: Tensor;
}

/** Hidden states after the last layer norm, (B·T, C). Reads and renews `cache`, one entry a layer, when there is one. */
export function hiddenStates(pass: Pass, entering: Entering, cache?: LayerCache[]): Tensor {
  const {tf, config, dropout} = pass;
  let x = dropout(embed(pass, entering));
  for (let layer = 0; layer < config.nLayer; layer++) {
    const prefix = `transformer.h.${layer}`;
    const attended = attend(pass, prefix, entering, x, cache, layer);
    x = tf.add(x, dropout(attended));
    x = tf.add(x, dropout(feedForward(pass, prefix, x)));
  }
  return layerNorm(pass, 'transformer.ln_f', x);
}

/** Logits (rows, V) of hidden states (rows, C). */
export function logitsOf({tf, config, weights}: Pass, hidden: Tensor): Tensor {
  return tf.matMul(hidden, headOf(config, weights), false, true);
}

/** Output embedding of every token, (V, C). */
export function headOf(config: GptConfig, weights: ReadonlyMap<string, Tensor>): Tensor {
  return weights.get(config.tiedHead ? 'transformer.wte.weight' : 'lm_head.weight')!;
}

/** (B·T, C) */
function embed({tf, config, weights}: Pass, {B, T, tokens, past}: Entering): Tensor {
  const token = gatherRows(tf, weights.get('transformer.wte.weight')!, tokens);
  if (!config.positions) return token;
  const positions = Int32Array.from({length: B * T}, (_, i) => past + (i % T));
  return tf.add(token, gatherRows(tf, weights.get('transformer.wpe.weight')!, positions));
}

/** Attention of every head to what its position may see, (B·T, C). */
function attend(
  pass: Pass,
  prefix: string,
  {B, T, mask, past}: Entering,
  x: Tensor,
  cache: LayerCache[] | undefined,
  layer: number,
): Tensor {
  const {tf, config, dropout} = pass;
  const hs = config.nEmbd / config.nHead;
  const normed = layerNorm(pass, `${prefix}.ln_1`, x);
  const [q, k, v] = tf
    .split(linear(pass, `${prefix}.attn.c_attn`, normed), 3, 1) // 3 × (B·T, C)
    .map(part => tf.transpose(tf.reshape(part, [B, T, config.nHead, hs]), [2, 0, 1, 3])); // (nh, B, T, hs)
  const {keys, values} = cache ? extend(tf, cache, layer, k, v) : {keys: k, values: v};
  const scores = tf.mul(tf.matMul(q, keys, false, true), 1 / Math.sqrt(hs)); // (nh, B, T, P + T)
  const masked = mask ? tf.add(scores, mask) : scores;
  const attention = softmaxRows(tf, tf.reshape(masked, [config.nHead * B * T, past + T]));
  const shares = dropout(tf.reshape(attention, scores.shape));
  const heads = tf.transpose(tf.matMul(shares, values), [1, 2, 0, 3]); // (B, T, nh, hs)
  return linear(pass, `${prefix}.attn.c_proj`, tf.reshape(heads, [B * T, config.nEmbd]));
}

function extend(
  tf: Tf,
  cache: LayerCache[],
  layer: number,
  keys: Tensor,
  values: Tensor,
): LayerCache {
  const past = cache[layer];
  const join = (a: Tensor, b: Tensor) => tf.concat([a as Tensor4D, b as Tensor4D], 2);
  cache[layer] = past
    ? {keys: join(past.keys, keys), values: join(past.values, values)}
    : {keys, values};
  return cache[layer];
}

/** (B·T, C) */
function feedForward(pass: Pass, prefix: string, x: Tensor): Tensor {
  const wide = linear(pass, `${prefix}.mlp.c_fc`, layerNorm(pass, `${prefix}.ln_2`, x)); // (B·T, 4C)
  return linear(pass, `${prefix}.mlp.c_proj`, activate(pass, wide));
}

function activate({tf, config}: Pass, x: Tensor): Tensor {
  const half = tf.mul(x, 0.5);
  if (config.activation === 'gelu') {
    return tf.mul(half, tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
  }
  // GPT-2's gelu_new, Hendrycks & Gimpel 2016
  const cubed = tf.mul(tf.mul(x, x), x);
  const inner = tf.mul(tf.add(x, tf.mul(cubed, 0.044715)), Math.sqrt(2 / Math.PI));
  return tf.mul(half, tf.add(tf.tanh(inner), 1));
}

function linear({tf, weights}: Pass, name: string, x: Tensor): Tensor {
  const y = tf.matMul(x, weights.get(`${name}.weight`)!);
  const bias = weights.get(`${name}.bias`);
  return bias ? tf.add(y, bias) : y;
}

function layerNorm({tf, config, weights}: Pass, name: string, x: Tensor): Tensor {
  const C = config.nEmbd;
  const mean = (values: Tensor) => tf.mul(tf.sum(values, 1, true), 1 / C);
  const centred = tf.sub(x, besideRows(tf, mean(x), C));
  const variance = mean(tf.mul(centred, centred));
  const factor = tf.rsqrt(tf.add(variance, LAYER_NORM_EPSILON));
  const y = tf.mul(tf.mul(centred, besideRows(tf, factor, C)), weights.get(`${name}.weight`)!);
  const bias = weights.get(`${name}.bias`);
  return bias ? tf.add(y, bias) : y;
}
