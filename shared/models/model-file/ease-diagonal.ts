// The diagonal of P = (XᵀX + λI)⁻¹ from EASE's weights B: all that is needed to score by EASE from the training sets.
import type {EaseWeights} from '../baselines/ease.ts';
import {rowsOfGenes} from '../baselines/ease.ts';
import type {GeneIndex} from '../baselines/gene-index.ts';
import {setsHolding} from '../baselines/gene-index.ts';

/**
 * P(g, g) of each of the n genes. Row g of (XᵀX + λI) · P = I with P(p, g) = −B(p, g) · P(g, g) reads
 * P(g, g) · (G(g, g) + λ − Σ_p G(g, p) · B(p, g)) = 1 for the Gram matrix G = XᵀX. Shape (n).
 */
export function easeDiagonal(
  {genes, weights}: EaseWeights,
  index: GeneIndex,
  lambda: number,
): Float32Array {
  const {offsets, members} = rowsOfGenes(index, genes);
  const products = new Float64Array(genes.length);
  for (const [p, token] of genes.entries()) {
    const row = weights.row(p);
    // G(g, p) counts the sets that hold both genes: each set that holds p adds B(p, g) once for every g in it.
    for (let i = index.setOffsets[token]; i < index.setOffsets[token + 1]; i++) {
      const set = index.sets[i];
      for (let m = offsets[set]; m < offsets[set + 1]; m++) products[members[m]] += row[members[m]];
    }
  }
  return Float32Array.from(
    genes,
    (token, g) => 1 / (setsHolding(index, token) + lambda - products[g]),
  );
}
