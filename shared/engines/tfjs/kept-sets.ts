// Votes of kept sets in plain JavaScript, as the definition has them: a check of the core, and slow.
import type {KeptSets, TokenRows, VoteRule} from '../contract/kept-sets.ts';
import {takeTokenRows, takeVoteRule} from '../validation/validate-kept-sets.ts';
import {takeSets} from '../validation/validate-sets.ts';

/** Goes through all genes of all sets for every prompt. */
export function keepSetsAsRows(sets: TokenRows, vocabSize: number): KeptSets {
  const {offsets, tokens} = takeTokenRows(sets, vocabSize);
  const extent = {setCount: offsets.length - 1, vocabSize};
  const rows = Array.from({length: extent.setCount}, (_, set) =>
    tokens.subarray(offsets[set], offsets[set + 1]),
  );
  return {
    async castVotes(prompts, wanted) {
      const rule = takeVoteRule(wanted, extent);
      return takeSets(prompts, extent, 'prompt').map(prompt => castVotesOf(rows, prompt, rule));
    },
    dispose() {},
  };
}

function castVotesOf(
  rows: readonly Int32Array[],
  prompt: Int32Array,
  {weights, cosine}: VoteRule,
): Float64Array {
  const shown = new Float64Array(weights.length);
  for (const token of prompt) shown[token] += weights[token];
  const norm = prompt.reduce((sum, token) => sum + weights[token], 0);
  const scores = new Float64Array(weights.length);
  for (const [set, row] of rows.entries()) {
    const shared = row.reduce((sum, token) => sum + shown[token], 0);
    if (shared === 0) continue;
    const vote = cosine ? (shared / Math.sqrt(norm * cosine.norms[set])) ** cosine.power : shared;
    for (const token of row) scores[token] += vote;
  }
  return scores;
}
