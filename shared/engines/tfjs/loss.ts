// The loss of each objective: the mean negative log-likelihood of a position's targets, each
// position by its weight.
import type {Tensor} from '@tensorflow/tfjs-core';
import {askedTokens, type Batch, type Objective} from '../contract/engine.ts';
import {headOf, hiddenStates, type Pass} from './forward.ts';
import {gatherRows} from './gather.ts';
import {
  type HeadRows,
  LOGITS_AT_ONCE,
  weightedLogSumExp,
  weightedLogSumExpAlone,
} from './head-loss.ts';
import {documentMask} from './mask.ts';
import {lossWeights, targetShares, writtenBefore} from './targets.ts';

/** Sum of losses in nats, each times its position's weight and `scale`: a scalar. */
export function weightedLoss(
  pass: Pass,
  batch: Batch,
  objective: Objective,
  scale: number,
  logitsAtOnce = LOGITS_AT_ONCE,
): Tensor {
  const {tf, config, weights, derives} = pass;
  const {B, T, tokens} = batch;
  const mask = documentMask(tf, batch);
  const hidden = hiddenStates(pass, {B, T, tokens, mask, past: 0}); // (B·T, C)
  const scaled = lossWeights(batch).map(weight => weight * scale);
  // Positions without weight, most of them in a sparse training, need no logits.
  const withWeight = Int32Array.from(scaled.keys()).filter(i => scaled[i] !== 0);
  // A batch of a step may have no target: one position stands for all, so that every weight has a gradient.
  const counted = withWeight.length > 0 ? withWeight : Int32Array.of(0);
  const ruledOut = (row: number) => writtenBefore(batch, counted[row]);
  const rows: HeadRows = {
    weights: Float32Array.from(counted, i => scaled[i]),
    ...(objective === 'next-new-gene' && {ruledOut}),
    logitsAtOnce,
  };
  const head = headOf(config, weights);
  const askedHead = rowsOf(pass, head, askedTokens(config, objective));
  const logSumExp = derives ? weightedLogSumExp : weightedLogSumExpAlone;
  const normalizers = logSumExp(tf, gatherRows(tf, hidden, counted), askedHead, rows);
  return tf.sub(
    normalizers,
    targetLogits(pass, batch, hidden, targetShares(batch, objective, scaled)),
  );
}

/** Rows `first` … `end` − 1 of the head, shape (V, C). By `split`: the package's `slice` has no gradient that loads alone. */
function rowsOf(
  {tf, config: {vocabSize}}: Pass,
  head: Tensor,
  {first, end}: ReturnType<typeof askedTokens>,
): Tensor {
  if (end - first === vocabSize) return head;
  const sizes = [first, end - first, vocabSize - end];
  const parts = tf.split(
    head,
    sizes.filter(size => size > 0),
  );
  return parts[first > 0 ? 1 : 0];
}

/** Mean logit of each position's targets, times its weight, summed: a scalar. */
function targetLogits(
  {tf, config, weights}: Pass,
  {B, T}: Batch,
  hidden: Tensor,
  {W, tokens, shares}: ReturnType<typeof targetShares>,
): Tensor {
  // Logits are linear in the head's rows, so the mean logit of several targets is that of their mean row.
  const rows = gatherRows(tf, headOf(config, weights), tokens);
  const meanRows = tf.matMul(tf.tensor(shares, [B, T, W]), tf.reshape(rows, [B, W, config.nEmbd])); // (B, T, C)
  return tf.sum(tf.mul(hidden, tf.reshape(meanRows, [B * T, config.nEmbd])));
}
