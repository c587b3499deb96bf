// A small network that ranks genes, and what an engine can do with it. Kept apart from what fits it, because every stage
// that writes a model depends on this file.

/** Weights of a network from D features over H and H rectified units to one score, all row-major (in, out). */
export interface RankNetwork {
  inputs: number;
  hidden: number;
  /** first (D, H), firstBias (H), second (H, H), secondBias (H), last (H), one after the other. */
  weights: Float64Array;
}

/** Genes of one set, some of which were hidden. */
export interface RankedGenes {
  /** Shape (n, D). */
  features: Float32Array;
  /** 1 for a hidden gene, else 0. Shape (n). */
  relevant: Uint8Array;
}

export interface RankEngine {
  /**
   * Mean over the cases of ∂/∂w of ListNet's loss (Cao et al. 2007, top-one probabilities), −Σ log softmax(score) over
   * a case's hidden genes, each an equal share; computed in 32 bits, the same for any number of threads. Laid out as the
   * weights. Every case needs a hidden gene.
   */
  rankGradient(network: RankNetwork, cases: readonly RankedGenes[]): Promise<Float32Array>;
  /** Scores of n genes with features (n, D), in 32 bits. Shape (n). */
  rankScores(network: RankNetwork, features: Float32Array): Promise<Float32Array>;
}

/** Where each part of the weights begins. */
export function layoutOf(D: number, H: number) {
  const firstBias = D * H;
  const second = firstBias + H;
  const secondBias = second + H * H;
  const last = secondBias + H;
  return {first: 0, firstBias, second, secondBias, last, size: last + H};
}
