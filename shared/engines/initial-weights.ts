// Initial weights as nanoGPT's (github.com/karpathy/nanoGPT, model.py): N(0, 0.02) for matrices, residual
// projections divided by √(2 · nLayer), ones for layer norms, zeros for biases. The same numbers on every engine.

import type {GptConfig, TensorInfo} from './contract/engine.ts';
import {tensorLength} from './contract/gpt-tensors.ts';
import type {SetEncoderConfig} from './contract/set-encoder.ts';

const STANDARD_DEVIATION = 0.02;

/** Initial values of one tensor, a function of the seed and the tensor's name alone, into `values` of its length. */
export function initialValues(
  tensor: TensorInfo,
  config: GptConfig,
  seed: number,
  values: Float32Array = new Float32Array(tensorLength(tensor)),
): Float32Array {
  if (tensor.shape.length === 1) return values.fill(tensor.name.endsWith('.weight') ? 1 : 0);
  const residual = tensor.name.endsWith('c_proj.weight');
  const deviation = residual
    ? STANDARD_DEVIATION / Math.sqrt(2 * config.nLayer)
    : STANDARD_DEVIATION;
  return fillNormal(values, deviation, createUniform(seed ^ hashText(tensor.name)));
}

/** Initial weights of a set encoder: its blocks have one residual branch each, and its pooling starts by weighing genes alike. */
export function initialSetEncoderValues(
  tensor: TensorInfo,
  {nLayer}: SetEncoderConfig,
  seed: number,
  values: Float32Array,
): Float32Array {
  if (tensor.name.startsWith('pooling.')) return values.fill(0);
  if (tensor.shape.length === 1) return values.fill(tensor.name.endsWith('.weight') ? 1 : 0);
  const residual = tensor.name.endsWith('contract.weight');
  const deviation = residual ? STANDARD_DEVIATION / Math.sqrt(nLayer) : STANDARD_DEVIATION;
  return fillNormal(values, deviation, createUniform(seed ^ hashText(tensor.name)));
}

/** Marsaglia's polar method. */
function fillNormal(values: Float32Array, deviation: number, uniform: () => number): Float32Array {
  for (let i = 0; i < values.length; ) {
    const u = 2 * uniform() - 1;
    const v = 2 * uniform() - 1;
    const s = u * u + v * v;
    if (s >= 1 || s === 0) continue;
    const factor = deviation * Math.sqrt((-2 * Math.log(s)) / s);
    values[i++] = u * factor;
    if (i < values.length) values[i++] = v * factor;
  }
  return values;
}

/** Numbers in [0, 1): a Weyl sequence through a 32-bit mixer (after splitmix32). */
function createUniform(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let x = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
    return ((x ^ (x >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** 32-bit FNV-1a hash of a name. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
