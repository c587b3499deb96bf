// Scores of completed sets as the pipeline's stage has them, for benchmarks that complete sets in ways of their own.
import type {ProtocolName} from '../shared/genes/tokens/masking-protocols.ts';
import type {Background} from '../shared/scores/background.ts';
import {adjustForAllSets, scoreCompletion} from '../shared/scores/score-completion.ts';
import type {SetScore} from '../shared/scores/score-results.ts';
import {prepareTests} from '../shared/scores/test-overlap.ts';

const SIGNIFICANCE = 0.05;

/** A set with what was shown, hidden and written; genes are tokens. */
interface CompletedSet {
  setId: number;
  library: string;
  promptGenes: ArrayLike<number>;
  heldOutGenes: ArrayLike<number>;
  outsideGenes: readonly string[];
  generatedGenes: ArrayLike<number>;
  heldOutRanks: ArrayLike<number>;
}

/** Scores of all sets by one method, all of one protocol and seed, with q-values over all of them. */
export function scoreCompleted(
  completed: readonly CompletedSet[],
  protocol: ProtocolName,
  background: Background,
): SetScore[] {
  const scores = completed.map(({generatedGenes, heldOutRanks, ...set}) => {
    const shown = {
      ...{setId: set.setId, library: set.library, maxJaccard: 0},
      promptGenes: Int32Array.from(set.promptGenes),
      heldOutGenes: Int32Array.from(set.heldOutGenes),
      outsideVocabulary: set.outsideGenes.length,
    };
    return scoreCompletion(
      {method: 'gpt', protocol, seed: 1},
      shown,
      {generatedGenes: Int32Array.from(generatedGenes), heldOutRanks},
      prepareTests(shown, background),
    );
  });
  adjustForAllSets(scores);
  return scores;
}

/** Means over the sets, and how many are significant after Benjamini–Hochberg. */
export function summarizeCompleted(scores: readonly SetScore[]) {
  const mean = (of: (score: SetScore) => number) =>
    scores.reduce((sum, score) => sum + of(score), 0) / scores.length;
  return {
    sets: scores.length,
    significant: scores.filter(({qValue}) => qValue <= SIGNIFICANCE).length,
    'without a gene': scores.filter(({generated}) => generated === 0).length,
    'genes written': mean(({generated}) => generated),
    recall: mean(({recall}) => recall),
    precision: mean(({precision}) => precision),
  };
}
