// What the lookups have in common: every training set that shares genes with the prompt votes for all its genes.
// Work grows with the memberships of those sets; nothing but the result is allocated for a prompt.
import type {GeneIndex} from './gene-index.ts';

/** A set's vote from the shared weight Σ weights[p] over the prompt's genes p that it holds. */
type Vote = (shared: number, set: number) => number;

/** Prompt → summed votes of every token, shape (V). */
export type SetVoting = (prompt: Int32Array) => Float64Array;

/** Votes by `weights` of the prompt's genes, shape (V), ≥ 0. Keeps one number for each training set between calls. */
export function createSetVoting(index: GeneIndex, weights: Float64Array, vote: Vote): SetVoting {
  const shared = new Float64Array(index.setCount);
  return prompt => {
    addSharedWeights(index, prompt, weights, shared);
    return castVotes(index, shared, vote);
  };
}

function addSharedWeights(
  {setOffsets, sets}: GeneIndex,
  prompt: Int32Array,
  weights: Float64Array,
  shared: Float64Array,
): void {
  for (const token of prompt) {
    const weight = weights[token];
    const end = setOffsets[token + 1];
    for (let i = setOffsets[token]; i < end; i++) shared[sets[i]] += weight;
  }
}

/** Votes in the order of the sets, so that genes of the same sets get the same sum; leaves `shared` zero. */
function castVotes(index: GeneIndex, shared: Float64Array, voteOf: Vote): Float64Array {
  const {tokens, offsets} = index.training;
  const scores = new Float64Array(index.vocabSize);
  for (let set = 0; set < shared.length; set++) {
    if (shared[set] === 0) continue;
    const vote = voteOf(shared[set], set);
    shared[set] = 0;
    const end = offsets[set + 1];
    for (let i = offsets[set]; i < end; i++) scores[tokens[i]] += vote;
  }
  return scores;
}
