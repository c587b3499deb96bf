// Parts genes into bins of about equal popularity, the number of training sets that hold them.

export interface PopularityBins {
  /** Bin of each token, −1 for tokens that are in none. Shape (V). */
  binOf: Int32Array;
  /** Genes of each bin. */
  sizes: Int32Array;
}

/** Fewest genes of a bin: in a smaller one a popular gene could hardly be replaced by another. */
const LEAST_GENES = 50;
/** Within a bin popularity differs at most by this factor, unless the bin would be too small. */
const WIDEST = Math.SQRT2;

/**
 * Bins from the most to the least popular of the genes that `holds` marks with 1, the end token (0) left out. Genes of
 * equal popularity are never parted; the last bin may be smaller. `geneSets` and `holds` have shape (V).
 */
export function popularityBins(geneSets: Int32Array, holds: Uint8Array): PopularityBins {
  const tokens = [...holds.keys()].filter(token => token > 0 && holds[token] === 1);
  tokens.sort((a, b) => geneSets[b] - geneSets[a] || a - b);
  const binOf = new Int32Array(geneSets.length).fill(-1);
  const sizes: number[] = [];
  let highest = 0;
  tokens.forEach((token, i) => {
    const popularity = geneSets[token];
    const parts = i === 0 || popularity < geneSets[tokens[i - 1]];
    const full = (sizes.at(-1) ?? 0) >= LEAST_GENES && popularity < highest / WIDEST;
    if (i === 0 || (parts && full)) {
      sizes.push(0);
      highest = popularity;
    }
    binOf[token] = sizes.length - 1;
    sizes[sizes.length - 1]++;
  });
  return {binOf, sizes: Int32Array.from(sizes)};
}
