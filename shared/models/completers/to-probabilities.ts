// From scores to probabilities over the candidate genes. Here and wherever rows of V scores are gone through, plain loops
// do it: an array's own from, map and reduce call a function for every score and take several times as long.

/** Softmax of log-scores, shape (V); −Infinity stays out with probability 0. */
export function softmax(logScores: ArrayLike<number>): Float64Array {
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < logScores.length; i++) highest = Math.max(highest, logScores[i]);
  const raised = new Float64Array(logScores.length);
  for (let i = 0; i < raised.length; i++) raised[i] = Math.exp(logScores[i] - highest);
  return toShares(raised);
}

/** Non-negative scores as shares of their sum, in place; what is no candidate (−Infinity) gets 0. */
export function toShares(scores: Float64Array): Float64Array {
  let sum = 0;
  for (let i = 0; i < scores.length; i++) {
    if (!(scores[i] > 0)) scores[i] = 0;
    sum += scores[i];
  }
  if (sum > 0) for (let i = 0; i < scores.length; i++) scores[i] /= sum;
  return scores;
}
