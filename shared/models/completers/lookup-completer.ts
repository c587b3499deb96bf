// Opens a baseline: rankers that look only at counts of the training sets.
import type {GeneRanker} from '../baselines/gene-ranker.ts';
import type {Completer} from './completer.ts';
import {rememberLast} from './remember-last.ts';
import {toShares} from './to-probabilities.ts';

/** `votes`: the ranker's scores are non-negative, so that their shares can be read as probabilities. */
export function lookupCompleter(
  ranker: GeneRanker,
  {description, vocabSize, votes}: {description: string; vocabSize: number; votes: boolean},
): Completer {
  const rank = rememberLast(prompts => ranker.rank(prompts));
  return {
    description,
    vocabSize,
    votes,
    rank,
    ...(votes && {
      probabilities: async (prompts: Int32Array[]) =>
        (await rank(prompts)).map(row => toShares(row.slice())),
    }),
    dispose: () => ranker.dispose(),
  };
}
