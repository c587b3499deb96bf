// How near a gene set is to what was trained on: its highest Jaccard similarity to any training set.
import type {GeneIndex} from './gene-index.ts';
import {addShared} from './prompt-similarity.ts';

/**
 * A function from distinct tokens of a set, and the number of its genes without a token, to max over training sets of
 * |shared| / |union|, 0..1. It looks only at training sets that share a gene, and keeps one counter for each training
 * set between calls.
 */
export function createMaxJaccard(
  index: GeneIndex,
): (genes: Int32Array, outsideVocabulary?: number) => number {
  const shared = new Float64Array(index.setCount);
  const each = new Float64Array(index.vocabSize).fill(1);
  const {offsets} = index.training;
  return (genes, outsideVocabulary = 0) => {
    const size = genes.length + outsideVocabulary;
    let highest = 0;
    for (const set of addShared(index, genes, each, shared)) {
      const union = size + offsets[set + 1] - offsets[set] - shared[set];
      highest = Math.max(highest, shared[set] / union);
      shared[set] = 0;
    }
    return highest;
  };
}
