// Scores every method's completions under one protocol, beside chance, and sums them up.

import type {Protocol} from '../genes/tokens/masking-protocols.ts';
import type {Backgrounds} from './background.ts';
import {
  adjustForAllSets,
  type Prediction,
  scoreCompletion,
  type TestSet,
} from './score-completion.ts';
import type {ProtocolResults, SetScore} from './score-results.ts';
import {type ScoredMethod, Summarizer, type SummaryOptions} from './summarize-scores.ts';
import {prepareTests} from './test-overlap.ts';

/** The test sets as one seed showed them, with what each method made of them, in the same order. */
export interface SeedCompletions {
  seed: number;
  sets: readonly TestSet[];
  /** By method. */
  predictions: ReadonlyMap<string, readonly Prediction[]>;
}

export interface ScoringOptions extends SummaryOptions {
  /** Method that the others are compared with. */
  reference: string;
}

/** Summary of one protocol, and all single scores: by method, then seed, then set. */
export function scoreProtocol(
  protocol: Protocol,
  backgrounds: Backgrounds,
  runs: readonly SeedCompletions[],
  options: ScoringOptions,
): {results: ProtocolResults; scores: SetScore[]} {
  const methods = [...runs[0].predictions.keys()];
  const scoredRuns = runs.map(run => scoreRun(methods, protocol, backgrounds, run));
  const scored = methods.map((method, place): ScoredMethod => {
    return {method, seeds: scoredRuns.map(({scores}) => scores[place])};
  });
  const summarizer = new Summarizer(scored[0].seeds[0], options);
  const reference = scored.find(({method}) => method === options.reference);
  if (!reference) {
    throw new Error(
      `reference: found ${options.reference}, which completed nothing; expected one of ${methods.join(', ')}`,
    );
  }
  const others = scored.filter(({method}) => method !== options.reference);
  const results: ProtocolResults = {
    version: protocol.version,
    seeds: runs.map(({seed}) => seed),
    background: backgrounds.size,
    sets: runs[0].sets.length,
    outsideVocabulary: countOutside(runs),
    untestedSets: meanOver(scoredRuns.map(({untested}) => untested)),
    methods: byMethod(scored, method => summarizer.summarize(method)),
    differences: {
      reference: options.reference,
      methods: byMethod(others, method => summarizer.subtract(method, reference)),
    },
  };
  return {results, scores: scored.flatMap(({seeds}) => seeds.flat())};
}

/** Scores of one seed, by method, then set, and how many sets have no held-out gene in their background. */
function scoreRun(
  methods: readonly string[],
  {name}: Protocol,
  backgrounds: Backgrounds,
  {seed, sets, predictions}: SeedCompletions,
): {scores: SetScore[][]; untested: number} {
  const made = methods.map(method => {
    const labels = {method, protocol: name, seed};
    return {labels, predictions: predictions.get(method)!, scores: [] as SetScore[]};
  });
  let untested = 0;
  for (const [i, set] of sets.entries()) {
    const tester = prepareTests(set, backgrounds.of(set.library));
    if (tester.tested === 0) untested++;
    for (const {labels, predictions, scores} of made) {
      scores.push(scoreCompletion(labels, set, predictions[i], tester));
    }
  }
  for (const {scores} of made) adjustForAllSets(scores);
  return {scores: made.map(({scores}) => scores), untested};
}

function countOutside(runs: readonly SeedCompletions[]): {sets: number; genes: number} {
  const counts = runs.map(({sets}) => sets.map(set => set.outsideVocabulary));
  return {
    sets: meanOver(counts.map(genes => genes.filter(count => count > 0).length)),
    genes: meanOver(counts.map(genes => genes.reduce((sum, count) => sum + count, 0))),
  };
}

function byMethod<T>(methods: ScoredMethod[], map: (method: ScoredMethod) => T): Record<string, T> {
  return Object.fromEntries(methods.map(method => [method.method, map(method)]));
}

function meanOver(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0) / counts.length;
}
