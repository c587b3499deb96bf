// Rows of a matrix by number, with a derivative by scatterND: TensorFlow.js' own goes over all rows for each token.
import type {Tensor} from '@tensorflow/tfjs-core';
import type {Tf} from './tf.ts';

/** Rows `indices` of `matrix` (rows, C): shape (indices.length, C). */
export function gatherRows(tf: Tf, matrix: Tensor, indices: Int32Array): Tensor {
  const gather = tf.customGrad(x => ({
    value: tf.gather(x as Tensor, tf.tensor1d(indices, 'int32')),
    gradFunc: (dy: Tensor) =>
      // Where a row was taken several times, its derivatives add up.
      tf.scatterND(
        tf.tensor2d(indices, [indices.length, 1], 'int32'),
        dy,
        matrix.shape as [number, number],
      ),
  }));
  return gather(matrix);
}
