// Control of the false discovery rate (Benjamini & Hochberg 1995, J. R. Stat. Soc. B 57:289).

/**
 * q-values of m p-values: q(i) = min over j ≥ i of p(j) · m / j in ascending order, at most 1. Rejecting q ≤ α
 * keeps the expected share of false discoveries at or below α. Shape (m) → (m), same order.
 */
export function benjaminiHochberg(pValues: ArrayLike<number>): Float64Array {
  const count = pValues.length;
  const order = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    if (!(pValues[i] >= 0 && pValues[i] <= 1)) {
      throw new RangeError(`A p-value lies in 0..1; number ${i} is ${pValues[i]}.`);
    }
    order[i] = i;
  }
  order.sort((a, b) => pValues[a] - pValues[b]);
  const qValues = new Float64Array(count);
  let smallest = 1;
  for (let rank = count; rank >= 1; rank--) {
    const index = order[rank - 1];
    smallest = Math.min(smallest, (pValues[index] * count) / rank);
    qValues[index] = smallest;
  }
  return qValues;
}
