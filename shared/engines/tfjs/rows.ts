// Softmax of each row of a matrix, with its derivative, and log Σ exp. Numbers that belong to a row are spread over it by a
// product with ones on the plain backend, which broadcasts a column far slower; a GPU does the opposite.
import type {GradSaveFunc, Tensor} from '@tensorflow/tfjs-core';
import type {Tf} from './tf.ts';

/** A column (rows, 1) in a form that goes with (rows, width): itself, or repeated. */
export function besideRows(tf: Tf, column: Tensor, width: number): Tensor {
  return isPlain(tf) ? spreadColumn(tf, column, width) : column;
}

/** A column (rows, 1) repeated `width` times: (rows, width). */
export function spreadColumn(tf: Tf, column: Tensor, width: number): Tensor {
  const ones = tf.ones([1, width]);
  return isPlain(tf) ? tf.matMul(column, ones) : tf.mul(column, ones);
}

/** Softmax of each row of (rows, width). */
export function softmaxRows(tf: Tf, logits: Tensor): Tensor {
  const width = logits.shape[1]!;
  const softmax = tf.customGrad((x, save) => {
    const y = exponentials(tf, x as Tensor, logSumExpOf(tf, x as Tensor));
    (save as GradSaveFunc)([y]);
    const gradFunc = (dy: Tensor, [y]: Tensor[]) => {
      const weighted = tf.mul(dy, y);
      return tf.sub(weighted, tf.mul(y, besideRows(tf, tf.sum(weighted, 1, true), width)));
    };
    return {value: y, gradFunc};
  });
  return softmax(logits);
}

/** exp(x − column) */
export function exponentials(tf: Tf, x: Tensor, column: Tensor): Tensor {
  return tf.exp(tf.sub(x, besideRows(tf, column, x.shape[1]!)));
}

/** log Σ exp of each row of (rows, width): (rows, 1). It has no derivative. */
export function logSumExpOf(tf: Tf, x: Tensor): Tensor {
  const top = tf.max(x, 1, true);
  return tf.add(tf.log(tf.sum(exponentials(tf, x, top), 1, true)), top);
}

function isPlain(tf: Tf): boolean {
  return tf.getBackend() === 'cpu';
}
