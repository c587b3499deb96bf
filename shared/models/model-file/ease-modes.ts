// Directions along which EASE's matrix XᵀX + λI is largest: with them conjugate gradients take a third of the steps, which
// matters where a step reads tens of millions of memberships.
import {rightSingularVectors} from '../../stats/decompositions/truncated-svd.ts';
import {rowsOfGenes} from '../baselines/ease.ts';
import type {GeneIndex} from '../baselines/gene-index.ts';

/** Memberships that the decomposition looks at, in every k-th set: near directions do as well as exact ones. */
const MOST_MEMBERSHIPS = 4e6;
/** What is left of the largest eigenvalues, so that rounded modes never turn one negative. */
const LEAST_LEFT = 0.02;

/**
 * Rows m_k so that (I − Σ m_k m_kᵀ)(XᵀX + λI) has no eigenvalue above the one of the last mode, about. For modes u_k of
 * eigenvalues σ_k, m_k = √(1 − σ_last / σ_k) · u_k. Row-major, shape (count, n).
 */
export function easeModes(
  {genes, lambda}: {genes: Int32Array; lambda: number},
  index: GeneIndex,
  count: number,
): Float32Array {
  const n = genes.length;
  const {matrix, share} = everyKth(rowsOfGenes(index, genes), n);
  const {vectors, values} = rightSingularVectors(matrix, count, 1);
  const eigenvalues = values.map(value => value ** 2 / share + lambda);
  const factors = eigenvalues.map(value =>
    Math.sqrt(Math.min(1 - LEAST_LEFT, 1 - eigenvalues[count - 1] / value)),
  );
  const modes = new Float32Array(count * n);
  for (let k = 0; k < count; k++) {
    for (let g = 0; g < n; g++) modes[k * n + g] = factors[k] * vectors[g * count + k];
  }
  return modes;
}

/** Every k-th row, and the share of all memberships in them. */
function everyKth({offsets, members}: ReturnType<typeof rowsOfGenes>, columnCount: number) {
  const step = Math.ceil(members.length / MOST_MEMBERSHIPS);
  const rowCount = Math.ceil((offsets.length - 1) / step);
  const kept = new Int32Array(rowCount + 1);
  const columns = new Int32Array(members.length);
  for (let row = 0; row < rowCount; row++) {
    const own = members.subarray(offsets[row * step], offsets[row * step + 1]);
    columns.set(own, kept[row]);
    kept[row + 1] = kept[row] + own.length;
  }
  const stored = kept[rowCount];
  const values = new Float32Array(stored).fill(1);
  const matrix = {rowCount, columnCount, offsets: kept, columns, values};
  return {matrix, share: stored / members.length};
}
