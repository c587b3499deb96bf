// The loss of each objective: the mean negative log-likelihood of a position's targets, by the definition in
// shared/engines/contract/engine.ts.
import type {Tensor} from '@tensorflow/tfjs-core';
import type {Batch, Objective} from '../contract/engine.ts';
import {headOf, hiddenStates, logitsOf, type Pass} from './forward.ts';
import {gatherRows} from './gather.ts';
import {documentMask, writtenMask} from './mask.ts';
import {logSumExpRows} from './rows.ts';

/** Weight of each position in the loss, 0 where nothing is predicted. Shape (B, T). */
export function lossWeights({targets, weights}: Batch): Float32Array {
  return Float32Array.from(targets, (target, i) => (target < 0 ? 0 : (weights?.[i] ?? 1)));
}

/** Sum of losses in nats, each times its position's weight and `scale`: a scalar. */
export function weightedLoss(
  pass: Pass,
  batch: Batch,
  objective: Objective,
  scale: number,
): Tensor {
  const {tf, config, weights} = pass;
  const {B, T, tokens} = batch;
  const mask = documentMask(tf, batch);
  const hidden = hiddenStates(pass, {B, T, tokens, mask, past: 0}); // (B·T, C)
  // Logits are linear in the head's rows, so the mean logit of several targets is that of their mean row.
  const rows = gatherRows(
    tf,
    headOf(config, weights),
    batch.targets.map(target => Math.max(target, 0)),
  );
  const shares = tf.tensor(targetShares(batch, objective), [B, T, T]);
  const meanRows = tf.matMul(shares, tf.reshape(rows, [B, T, config.nEmbd])); // (B, T, C)
  const products = tf.mul(hidden, tf.reshape(meanRows, [B * T, config.nEmbd]));
  const all = logitsOf(pass, hidden); // (B·T, V)
  const possible =
    objective === 'next-new-gene' ? tf.add(all, writtenMask(tf, batch, config.vocabSize)) : all;
  const losses = tf.sub(logSumExpRows(tf, possible), tf.sum(products, 1, true)); // (B·T, 1)
  const scaled = lossWeights(batch).map(weight => weight * scale);
  return tf.sum(tf.mul(losses, tf.tensor2d(scaled, [B * T, 1])));
}

/** Share of the target of position j among those of position i, at (b, i, j). Shape (B, T, T). */
export function targetShares({B, T, ...batch}: Batch, objective: Objective): Float32Array {
  const shares = new Float32Array(B * T * T);
  for (let b = 0; b < B; b++) {
    for (let i = 0; i < T; i++) {
      if (batch.targets[b * T + i] < 0) continue;
      const last = objective === 'remaining-genes' ? lastTarget({T, ...batch}, b * T, i) : i;
      // The last target of a document is its end token, which counts only where no gene remains.
      const end = last > i ? last : i + 1;
      shares.fill(1 / (end - i), (b * T + i) * T + i, (b * T + i) * T + end);
    }
  }
  return shares;
}

/** The last position of the document that position i of the row beginning at `row` is in. */
function lastTarget(
  {T, targets, documentStart}: Pick<Batch, 'T' | 'targets' | 'documentStart'>,
  row: number,
  i: number,
): number {
  let last = i;
  while (last + 1 < T && documentStart[row + last + 1] !== last + 1 && targets[row + last + 1] >= 0)
    last++;
  return last;
}
