// Turns a ranking that another program made of one prompt into a completion, as those of models are.
import {namedCount} from '../../genes/tokens/masking-protocols.ts';
import {createRandom} from '../../stats/random.ts';
import {ranksOf, topIndices} from '../../stats/score-order.ts';
import type {CompletedSet} from './complete-sets.ts';
import type {Round} from './list-questions.ts';
import type {GeneTokens, PartedSet} from './part-sets.ts';

export interface RankedAnswer {
  completion: CompletedSet;
  /** Ranked genes that are candidates of the prompt, and those without a token. */
  ranked: number;
  unknown: number;
}

/**
 * The completion by `genes`, best first, of V tokens in all. Genes that are shown or are no candidates are passed over.
 * Candidates that the ranking lacks stand behind all others, in an order drawn by seed and set: nothing is known of them.
 */
export function answerByRanking(
  genes: readonly string[],
  {prompt, heldOut, candidates, ...set}: PartedSet,
  {protocol, seed}: Pick<Round, 'protocol' | 'seed'>,
  {tokens, vocabSize}: {tokens: GeneTokens; vocabSize: number},
): RankedAnswer {
  const random = createRandom(seed, set.setId);
  const scores = new Float64Array(vocabSize).fill(Number.NEGATIVE_INFINITY);
  for (const token of candidates ?? tokens.values()) scores[token] = random.next() - 1;
  for (const token of prompt) scores[token] = Number.NEGATIVE_INFINITY;
  let ranked = 0;
  let unknown = 0;
  for (const [place, gene] of genes.entries()) {
    const token = tokens.get(gene);
    if (token === undefined) unknown++;
    else if (scores[token] > Number.NEGATIVE_INFINITY) {
      scores[token] = genes.length - place;
      ranked++;
    }
  }
  const named = Math.min(ranked, namedCount(protocol, prompt.length));
  const completion = {
    ...set,
    promptGenes: Array.from(prompt),
    heldOutGenes: Array.from(heldOut),
    generatedGenes: Array.from(topIndices(scores, named)),
    ...{generatedProbabilities: [], generatedChances: []},
    heldOutRanks: Array.from(ranksOf(scores, heldOut)),
  };
  return {completion, ranked, unknown};
}
