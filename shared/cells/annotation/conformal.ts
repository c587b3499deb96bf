// Split conformal prediction: what cells apart from training say of a new cell (Vovk, Gammerman & Shafer 2005;
// Papadopoulos et al. 2002). It holds where new cells are drawn as those were, whatever the model is worth.

/**
 * The strangeness that a share `level` of new cells does not exceed, from that of cells apart from training: the
 * ⌈(n + 1) · level⌉-th smallest. Infinity where there are too few cells to say so.
 */
export function conformalThreshold(strangeness: ArrayLike<number>, level: number): number {
  const ascending = Float64Array.from(strangeness).sort();
  // A product that is whole but for its last binary digit is whole.
  const place = Math.ceil((ascending.length + 1) * level - 1e-9);
  return place > ascending.length ? Number.POSITIVE_INFINITY : ascending[Math.max(0, place - 1)];
}

/** Share of the cells at least as strange, the new one counted with them: in (0, 1]. `ascending`: shape (n). */
export function conformalPValue(ascending: ArrayLike<number>, strangeness: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < strangeness) low = middle + 1;
    else high = middle;
  }
  return (1 + ascending.length - low) / (1 + ascending.length);
}

/**
 * The types whose chance is at least 1 − `threshold`, likeliest first: the smallest sets on average that hold the true type
 * so often (Sadinle, Lei & Wasserman 2019, JASA 114:223). The likeliest type is always among them: an empty set helps
 * nobody, and one more type takes no coverage away.
 */
export function conformalSet(chances: Float64Array, threshold: number): number[] {
  const order = Array.from(chances.keys()).sort((a, b) => chances[b] - chances[a] || a - b);
  return order.filter((type, place) => place === 0 || 1 - chances[type] <= threshold);
}
