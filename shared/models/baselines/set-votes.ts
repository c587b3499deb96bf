// What the lookups have in common: every training set that shares genes with the prompt votes for all its genes, inside
// an engine.
import type {KeptSets, VoteRule} from '../../engines/contract/kept-sets.ts';
import {excludePrompt, type GeneRanker} from './gene-ranker.ts';
import {breakTies} from './popularity.ts';

/**
 * A ranker by summed votes, which `adjust` may change in place; genes with equal scores follow by `shares`, the
 * popularity, both of shape (V). Disposing of it frees the sets.
 */
export function createVoteRanker(
  kept: KeptSets,
  rule: VoteRule,
  shares: Float64Array,
  adjust: (scores: Float64Array, prompt: Int32Array) => void = () => {},
): GeneRanker {
  return {
    async rank(prompts) {
      const rows = await kept.castVotes(prompts, rule);
      return rows.map((scores, i) => {
        adjust(scores, prompts[i]);
        return excludePrompt(breakTies(scores, shares), prompts[i]);
      });
    },
    dispose: () => kept.dispose(),
  };
}
