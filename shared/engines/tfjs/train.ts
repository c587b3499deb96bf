// Gradients of the mean loss over several batches together, and the update that follows.
import type {Scalar, Tensor} from '@tensorflow/tfjs-core';
import type {Batch, GptConfig, Objective, OptimizerOptions} from '../contract/engine.ts';
import type {TensorTable} from '../tensor-table.ts';
import {adamUpdate, clipFactor, gradientNorm} from './adam.ts';
import type {Backend} from './backend.ts';
import {createDropout} from './dropout.ts';
import {weightedLoss} from './loss.ts';
import {splitBatch} from './memory.ts';
import type {ModelState} from './state.ts';
import {lossWeights} from './targets.ts';

/** What training works on. */
export interface Trainee {
  backend: Backend;
  config: GptConfig;
  table: TensorTable;
  state: ModelState;
  seed: number;
}

/** Puts the gradients into the state; gives the mean loss in nats per weighted position. */
export async function accumulateGradients(
  trainee: Trainee,
  batches: Batch[],
  objectives: readonly Objective[],
  step: number,
): Promise<number> {
  const {config, state} = trainee;
  const {tf, gpu} = trainee.backend;
  const weights = batches.map(batch => lossWeights(batch).reduce((sum, w) => sum + w, 0));
  const scale = 1 / weights.reduce((sum, weight) => sum + weight, 0);
  let total = 0;
  const parts = batches.flatMap((batch, i) =>
    splitBatch(batch, config, true, gpu).map(part => ({part, objective: objectives[i]})),
  );
  for (const [microBatch, {part, objective}] of parts.entries()) {
    const {value, grads} = differentiate(trainee, part, objective, scale, {step, microBatch});
    total += (await value.data())[0];
    value.dispose();
    grads.forEach((gradient, i) => {
      const earlier = microBatch > 0 ? state.all(1)[i] : undefined;
      state.replace(1, i, earlier ? tf.add(earlier, gradient) : gradient);
      if (earlier) gradient.dispose();
    });
  }
  return total;
}

/** One AdamW update from the state's gradients, the `step`-th counted from 1; gives the norm before clipping. */
export async function updateValues(
  {backend: {tf}, state, table}: Trainee,
  optimizer: OptimizerOptions,
  step: number,
): Promise<number> {
  const norm = await gradientNorm(tf, [...state.all(1)]);
  const factor = clipFactor(norm, optimizer.gradientClip);
  for (const i of table.list.keys()) {
    const [value, gradient, moment1, moment2] = [0, 1, 2, 3].map(kind => state.all(kind)[i]);
    const current = {value, gradient, moment1, moment2};
    const next = tf.tidy(() => adamUpdate(tf, current, optimizer, step, factor));
    state.replace(0, i, next.value);
    state.replace(2, i, next.moment1);
    state.replace(3, i, next.moment2);
  }
  return norm;
}

function differentiate(
  {backend: {tf}, config, table, state, seed}: Trainee,
  batch: Batch,
  objective: Objective,
  scale: number,
  place: {step: number; microBatch: number},
): {value: Tensor; grads: Tensor[]} {
  const loss = (...values: Tensor[]) => {
    const weights = new Map(table.list.map(({name}, i) => [name, values[i]]));
    const dropout = createDropout(tf, config.dropout, {seed, ...place});
    return weightedLoss(
      {tf, config, weights, dropout, derives: true},
      batch,
      objective,
      scale,
    ) as Scalar;
  };
  return tf.valueAndGrads(loss)([...state.all(0)]);
}
