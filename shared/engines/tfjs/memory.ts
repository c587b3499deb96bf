// How much memory a model is planned to take, and how many rows of a batch go through it at once.
import type {Batch, GptConfig, TensorInfo} from '../contract/engine.ts';
import {tensorLength} from '../contract/gpt-tensors.ts';
import {LOGITS_AT_ONCE} from './head-loss.ts';
import type {OpenGpu} from './webgpu.ts';

const FLOAT_BYTES = 4;
/** Activations of the rows that are computed at once, beyond which a batch is cut: what a small card has beside the weights. */
const MOST_ACTIVATIONS = 2 * 2 ** 30;

/**
 * Bytes of weights (with gradients and moments for training) and of the activations of B rows of T positions. The tape of
 * TensorFlow.js keeps every intermediate result until the gradients are there.
 */
export function plannedBytes(
  config: GptConfig,
  parameterCount: number,
  trainable: boolean,
  {B, T}: {B: number; T: number},
): number {
  const {vocabSize: V, nEmbd: C} = config;
  const rows = Math.min(B, rowsWithin(MOST_ACTIVATIONS, config, trainable, T));
  // Logits before and after the maximum, their exponentials and derivatives.
  const logits = 4 * Math.min(Math.max(LOGITS_AT_ONCE, V), rows * T * V);
  const headDerivatives = trainable && rows > 0 ? 2 * V * C : 0;
  const weights = parameterCount * (trainable ? 4 : 1);
  return FLOAT_BYTES * (weights + logits + headDerivatives) + rows * rowBytes(config, trainable, T);
}

/** The batch in parts of as many rows as fit into memory and into the device's arrays; throws where one row does not. */
export function splitBatch(
  batch: Batch,
  config: GptConfig,
  trainable: boolean,
  gpu: OpenGpu | undefined,
): Batch[] {
  const {B, T} = batch;
  requireRow(config, T, gpu);
  const byArray = gpu ? Math.floor(gpu.largestArray / largestRowArray(config, T).bytes) : B;
  const rows = Math.min(byArray, rowsWithin(MOST_ACTIVATIONS, config, trainable, T));
  if (rows >= B) return [batch];
  return Array.from({length: Math.ceil(B / rows)}, (_, i) => takeRows(batch, i * rows, rows));
}

/** Throws unless every weight fits into an array of the device. */
export function requireWeights(infos: readonly TensorInfo[], gpu: OpenGpu | undefined): void {
  for (const info of infos) {
    requireArray(`${info.name} (${info.shape.join(' × ')})`, FLOAT_BYTES * tensorLength(info), gpu);
  }
}

/** Throws unless the arrays of one row of T positions fit into arrays of the device. */
export function requireRow(config: GptConfig, T: number, gpu: OpenGpu | undefined): void {
  const {what, bytes} = largestRowArray(config, T);
  requireArray(what, bytes, gpu);
}

function requireArray(what: string, bytes: number, gpu: OpenGpu | undefined): void {
  if (!gpu || bytes <= gpu.largestArray) return;
  throw new RangeError(
    `${what} takes ${megabytes(bytes)}, expected at most ${megabytes(gpu.largestArray)}, the largest array of ${gpu.name}: choose a smaller model or shorter rows, or engine native`,
  );
}

function largestRowArray({nHead, nEmbd}: GptConfig, T: number): {what: string; bytes: number} {
  const scores = {what: `a row's attention (${nHead} heads × ${T} × ${T})`, size: nHead * T * T};
  const hidden = {what: `a row's hidden layer (${T} × ${4 * nEmbd})`, size: T * 4 * nEmbd};
  const {what, size} = scores.size > hidden.size ? scores : hidden;
  return {what, bytes: FLOAT_BYTES * size};
}

/** At least one. */
function rowsWithin(bytes: number, config: GptConfig, trainable: boolean, T: number): number {
  return Math.max(1, Math.floor(bytes / Math.max(1, rowBytes(config, trainable, T))));
}

/** Bytes of the activations of one row: of all layers where they are kept for the derivatives, else of one. */
function rowBytes({nLayer, nEmbd, nHead}: GptConfig, trainable: boolean, T: number): number {
  // Of width C: 5 of each layer norm, 5 of attention, its projection and the two sums; of 4C: 7 of the GELU.
  const channels = (2 * 5 + 5 + 5 + 4 * 7) * nEmbd;
  // Scores before and after scaling, masking, softmax and dropout.
  const scores = 5 * nHead * T;
  return FLOAT_BYTES * (trainable ? nLayer : 1) * T * (channels + scores);
}

function takeRows({B, T, ...batch}: Batch, first: number, wanted: number): Batch {
  const count = Math.min(wanted, B - first);
  const cut = <A extends Int32Array | Float32Array>(array: A) =>
    array.slice(first * T, (first + count) * T) as A;
  const tokens = cut(batch.tokens);
  return {
    ...{B: count, T, tokens},
    targets: cut(batch.targets),
    documentStart: cut(batch.documentStart),
    ...(batch.weights && {weights: cut(batch.weights)}),
    ...(batch.beyond && {beyond: takeBeyond(batch.beyond, first * T, count * T)}),
  };
}

/** What lies beyond the documents of `count` positions from `first` on. */
function takeBeyond(
  {starts, genes}: NonNullable<Batch['beyond']>,
  first: number,
  count: number,
): NonNullable<Batch['beyond']> {
  const own = starts.slice(first, first + count + 1);
  return {starts: own.map(start => start - own[0]), genes: genes.slice(own[0], own[count])};
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)} MB`;
}
