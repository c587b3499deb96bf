// Synthetic scores of three methods on a few hundred sets, summarized as the score stage does.
import {createRandom} from '../../shared/stats/random.ts';
import {adjustForAllSets, scoreCompletion} from '../../shared/stats/score-completion.ts';
import type {ScoreResults, SetScore} from '../../shared/stats/score-results.ts';
import {
  type ScoredMethod,
  summarizeDifferences,
  summarizeMethods,
  summarizeStrata,
} from '../../shared/stats/summarize-scores.ts';

const GENES = 2000;
const bootstrap = {resamples: 100, seed: 1, level: 0.95};
const options = {significance: 0.05, topK: [10, 50], bootstrap};

/** Chance that each method names a hidden gene. */
export type Skills = Record<string, number>;

/** Scores of the methods on `sets` sets; higher skill, more hits and better ranks. */
export function syntheticScores(
  skills: Skills,
  sets: number,
): {results: ScoreResults; scores: SetScore[]} {
  const methods = Object.entries(skills).map(([method, skill]): ScoredMethod => {
    const scores = Array.from({length: sets}, (_, set) => scoreOne(method, skill, set));
    adjustForAllSets(scores);
    return {method, scores};
  });
  const background = {genes: GENES, sets};
  const results: ScoreResults = {
    ...options,
    sets: {total: sets, scored: sets, withoutHeldOutGenes: 0},
    backgrounds: {vocabulary: background, proteinCoding: background},
    methods: summarizeMethods(methods, options),
    differences: summarizeDifferences(methods, options),
    stratifications: [
      summarizeStrata(methods, 'maxJaccard', options),
      summarizeStrata(methods, 'setSize', options),
    ],
  };
  return {results, scores: methods.flatMap(({scores}) => scores)};
}

function scoreOne(method: string, skill: number, setId: number): SetScore {
  const random = createRandom(setId);
  const size = 5 + random.int(60);
  const heldOutGenes = Int32Array.from({length: size}, (_, i) => 10 + i);
  const set = {
    setId,
    library: 'toy',
    promptGenes: Int32Array.of(1, 2),
    heldOutGenes,
    maxJaccard: random.next(),
  };
  const generatedGenes = heldOutGenes.map(gene => (random.next() < skill ? gene : gene + 1000));
  const rankable = random.shuffle(Int32Array.from({length: GENES - 2}, (_, i) => i + 1));
  const heldOutRanks = Array.from(heldOutGenes, (_, i) => Math.ceil(rankable[i] * (1.01 - skill)));
  return scoreCompletion(
    method,
    set,
    {generatedGenes, heldOutRanks},
    {
      topK: options.topK,
      geneCount: GENES,
      proteinCoding: new Uint8Array(GENES + 1).fill(1),
      proteinCodingCount: GENES,
    },
  );
}
