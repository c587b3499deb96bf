// The network that ranks genes in TensorFlow.js ops, its derivatives written out: a check of the compiled core.
// n genes, D features, H units in each of the two hidden layers.
import type {Tensor} from '@tensorflow/tfjs-core';
import {layoutOf, type RankedGenes, type RankNetwork} from '../contract/rank-network.ts';
import {requireCases, requireFeatures, requireNetwork} from '../validation/validate-ranks.ts';
import {exponentials, logSumExpOf} from './rows.ts';
import type {Tf} from './tf.ts';

export async function rankGradient(
  tf: Tf,
  network: RankNetwork,
  cases: readonly RankedGenes[],
): Promise<Float32Array> {
  requireNetwork(network);
  requireCases(cases, network.inputs);
  const gradients = cases.map(each => tf.tidy(() => gradientOfCase(tf, network, each)));
  const mean = tf.tidy(() => tf.div(tf.addN(gradients), cases.length));
  return takeValues(mean, gradients);
}

export async function rankScores(
  tf: Tf,
  network: RankNetwork,
  features: Float32Array,
): Promise<Float32Array> {
  requireNetwork(network);
  if (requireFeatures(features, network.inputs) === 0) return new Float32Array(0);
  return takeValues(tf.tidy(() => forward(tf, network, features).scores));
}

async function takeValues(tensor: Tensor, others: Tensor[] = []): Promise<Float32Array> {
  const values = (await tensor.data()) as Float32Array;
  for (const each of [tensor, ...others]) each.dispose();
  return values;
}

/** Hidden units (n, H), scores (n, 1) and what the derivatives need besides. */
function forward(tf: Tf, {inputs: D, hidden: H, weights}: RankNetwork, features: Float32Array) {
  const at = layoutOf(D, H);
  const part = (from: number, rows: number, columns: number) =>
    tf.tensor2d(Float32Array.from(weights.subarray(from, from + rows * columns)), [rows, columns]);
  const x = tf.tensor2d(features, [features.length / D, D]);
  const [second, last] = [part(at.second, H, H), part(at.last, H, 1)];
  const h1 = tf.relu(tf.add(tf.matMul(x, part(at.first, D, H)), part(at.firstBias, 1, H)));
  const h2 = tf.relu(tf.add(tf.matMul(h1, second), part(at.secondBias, 1, H)));
  return {x, h1, h2, scores: tf.matMul(h2, last), second, last};
}

/** Laid out as the weights. */
function gradientOfCase(tf: Tf, network: RankNetwork, {features, relevant}: RankedGenes): Tensor {
  const {x, h1, h2, scores, second, last} = forward(tf, network, features);
  const row = tf.reshape(scores, [1, relevant.length]);
  const target = tf.tensor2d(Float32Array.from(relevant), [1, relevant.length]);
  const shares = exponentials(tf, row, logSumExpOf(tf, row));
  const byScores = tf.reshape(tf.sub(shares, tf.div(target, tf.sum(target))), [-1, 1]);
  const by2 = tf.mul(tf.matMul(byScores, last, false, true), tf.step(h2));
  const by1 = tf.mul(tf.matMul(by2, second, false, true), tf.step(h1));
  const parts = [
    ...[tf.matMul(x, by1, true, false), tf.sum(by1, 0)],
    ...[tf.matMul(h1, by2, true, false), tf.sum(by2, 0)],
    tf.matMul(h2, byScores, true, false),
  ];
  return tf.concat(parts.map(part => tf.reshape(part, [-1])));
}
