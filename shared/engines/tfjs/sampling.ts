// Greedy, top-k, nucleus and full sampling from one row of logits. Equal logits rank by token, lower first.
// A seed gives the same draws as in core/src/gpt/sampling.cpp; as the candidates of top-k and nucleus sampling are summed
// in another order there, the same seed gives the same token on both only when neither is on, and the same
// distribution always.

export interface SamplingOptions {
  /** 0 takes the most likely token. */
  temperature: number;
  /** 0 for all. */
  topK: number;
  /** 1 for all. */
  topP: number;
}

/** The next token, or -1 where all are banned. `banned` is 1 at tokens that may not come; `uniform` is in [0, 1). */
export function chooseToken(
  logits: Float32Array,
  banned: Uint8Array,
  options: SamplingOptions,
  uniform: number,
): number {
  const allowed: number[] = [];
  banned.forEach((isBanned, token) => {
    if (!isBanned) allowed.push(token);
  });
  if (allowed.length === 0) return -1;
  if (options.temperature === 0) {
    return allowed.reduce((best, token) => (logits[token] > logits[best] ? token : best));
  }
  return draw(candidatesOf(logits, allowed, options), logits, options.temperature, uniform);
}

/** Number in [0, 1) for the draw of this index: splitmix64's finalizer (Steele, Lea & Flood 2014) of seed and index. */
export function uniformAt(seed: number, index: number): number {
  const wrap = (value: bigint) => BigInt.asUintN(64, value);
  let x = wrap(((BigInt(seed) << 32n) | BigInt(index)) + 0x9e3779b97f4a7c15n);
  x = wrap((x ^ (x >> 30n)) * 0xbf58476d1ce4e5b9n);
  x = wrap((x ^ (x >> 27n)) * 0x94d049bb133111ebn);
  x ^= x >> 31n;
  return Number(x >> 11n) / 2 ** 53;
}

function candidatesOf(
  logits: Float32Array,
  allowed: number[],
  {temperature, topK, topP}: SamplingOptions,
): number[] {
  if (topK === 0 && topP === 1) return allowed;
  const ranked = allowed.toSorted((a, b) => logits[b] - logits[a] || a - b);
  const top = topK > 0 ? ranked.slice(0, topK) : ranked;
  return topP < 1 ? nucleusOf(top, logits, temperature, topP) : top;
}

/** The fewest of the ranked tokens whose probabilities sum to at least topP. */
function nucleusOf(
  ranked: number[],
  logits: Float32Array,
  temperature: number,
  topP: number,
): number[] {
  const {weights, total} = weigh(ranked, logits, temperature);
  let sum = 0;
  const end = weights.findIndex(weight => {
    sum += weight;
    return sum >= topP * total;
  });
  return end < 0 ? ranked : ranked.slice(0, end + 1);
}

function draw(
  candidates: number[],
  logits: Float32Array,
  temperature: number,
  uniform: number,
): number {
  const {weights, total} = weigh(candidates, logits, temperature);
  let left = uniform * total;
  const at = weights.findIndex(weight => {
    left -= weight;
    return left < 0;
  });
  return candidates.at(at)!;
}

/** Unnormalized probabilities, 1 for the most likely candidate. */
function weigh(candidates: number[], logits: Float32Array, temperature: number) {
  const top = candidates.reduce((best, token) => Math.max(best, logits[token]), -Infinity);
  const weights = candidates.map(token => Math.exp((logits[token] - top) / temperature));
  return {weights, total: weights.reduce((sum, weight) => sum + weight, 0)};
}
