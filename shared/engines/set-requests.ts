// Flattens a set encoder's operations into arrays, in the order in which core/src/set-encoder/set-api.cpp reads them.

import type {OptimizerOptions} from './contract/engine.ts';
import {SET_LOSSES, type SetBatch, type SetLoss} from './contract/set-encoder.ts';
import type {CoreRequest} from './core.ts';
import {joinFloats, joinInts, optimizerScalars, output} from './requests.ts';

/** Loss, number of batches, batches; the optimizer's options as scalars. Out: loss, gradient norm. */
export function trainSetsRequest(
  batches: SetBatch[],
  loss: SetLoss,
  optimizer: OptimizerOptions,
): CoreRequest {
  return {
    operation: 'trainStep',
    ints: joinInts([SET_LOSSES.indexOf(loss), batches.length], ...batches.flatMap(batchInts)),
    floats: joinFloats(batches.map(weightsOf)),
    scalars: optimizerScalars(optimizer),
    ...output({scalarsOut: 2}),
  };
}

/** Loss, batch. Out: loss. */
export function setGradientsRequest(batch: SetBatch, loss: SetLoss): CoreRequest {
  return {...lossRequest(batch, loss), operation: 'gradients', ...output({scalarsOut: 1})};
}

/** Loss, batch. Out: sum of losses, sum of weights. */
export function evaluateSetsRequest(batch: SetBatch, loss: SetLoss): CoreRequest {
  return {...lossRequest(batch, loss), operation: 'evaluate', ...output({scalarsOut: 2})};
}

/** Sets. Out: one row of `width` a set: its logits, or its embedding. */
export function promptSetsRequest(
  operation: CoreRequest['operation'],
  prompts: readonly Int32Array[],
  width: number,
): CoreRequest {
  return {
    operation,
    ints: joinInts(...setInts(prompts)),
    floats: new Float32Array(0),
    scalars: new Float64Array(0),
    ...output({floatsOut: prompts.length * width}),
  };
}

/** B and the number of visible genes of the largest batch to come. */
export function reserveSetsRequest(sets: number, genes: number): CoreRequest {
  return {
    operation: 'reserve',
    ints: Int32Array.of(sets, genes),
    floats: new Float32Array(0),
    scalars: new Float64Array(0),
    ...output({}),
  };
}

function lossRequest(batch: SetBatch, loss: SetLoss) {
  return {
    ints: joinInts([SET_LOSSES.indexOf(loss)], ...batchInts(batch)),
    floats: weightsOf(batch),
    scalars: new Float64Array(0),
  };
}

/** B, starts and visible genes, whether they stay out of the loss, starts and targets. */
function batchInts({visible, targets, excludeVisible}: SetBatch): ArrayLike<number>[] {
  return [...setInts(visible), [Number(excludeVisible)], startsOf(targets), ...targets];
}

/** Number of sets, starts and genes. */
export function setInts(sets: readonly ArrayLike<number>[]): ArrayLike<number>[] {
  return [[sets.length], startsOf(sets), ...sets];
}

/** Start of each set in the joined list, and the total at the end. Shape (B + 1). */
function startsOf(sets: readonly ArrayLike<number>[]): Int32Array {
  const starts = new Int32Array(sets.length + 1);
  sets.forEach(({length}, i) => {
    starts[i + 1] = starts[i] + length;
  });
  return starts;
}

function weightsOf({visible, weights}: SetBatch): Float32Array {
  return weights ?? new Float32Array(visible.length).fill(1);
}
