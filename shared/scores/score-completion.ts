// Scores one completed gene set: its hits and their tests, and its full ranking.

import {protocolOf} from '../genes/tokens/masking-protocols.ts';
import {benjaminiHochberg} from '../stats/benjamini-hochberg.ts';
import {auroc, averagePrecision, ndcg, recallAt, rPrecision} from '../stats/ranking-scores.ts';
import type {ShownGenes} from './background.ts';
import type {SetScore} from './score-results.ts';
import type {SetTester} from './test-overlap.ts';

/** A set as it was shown to every method; genes are tokens. */
export interface TestSet extends ShownGenes {
  setId: number;
  library: string;
  /** Distinct, none of them in the prompt, at least one. */
  heldOutGenes: Int32Array;
  maxJaccard: number;
}

/** What a method made of a set. */
export interface Prediction {
  /** Distinct tokens, none of them in the prompt. */
  generatedGenes: Int32Array;
  /** 1-based rank of every one of `heldOutGenes` among all genes but the prompt's. */
  heldOutRanks: ArrayLike<number>;
}

/** Which rows a score belongs to. */
export type ScoreLabels = Pick<SetScore, 'method' | 'protocol' | 'seed'>;

/** A set's scores before Benjamini–Hochberg (its q-values are its p-values); `tester` is that of the set. */
export function scoreCompletion(
  {method, protocol, seed}: ScoreLabels,
  {setId, library, promptGenes, heldOutGenes, outsideVocabulary, maxJaccard}: TestSet,
  {generatedGenes, heldOutRanks}: Prediction,
  tester: SetTester,
): SetScore {
  const heldOut = heldOutGenes.length + outsideVocabulary;
  const generated = generatedGenes.length;
  const {hits, pValue, log10PValue, popularityPValue} = tester.test(generatedGenes);
  const ranking = scoreRanking(heldOutRanks, outsideVocabulary, tester.candidates);
  // Written out, as there are many rows: V8 gives those of a literal one hidden class, and of spreads many or none.
  return {
    method,
    protocol,
    seed,
    setId,
    library,
    setSize: promptGenes.length + heldOut,
    heldOut,
    outsideVocabulary,
    generated,
    hits,
    recall: hits / heldOut,
    precision: generated === 0 ? 0 : hits / generated,
    recallAt10: ranking.recallAt10,
    recallAt50: ranking.recallAt50,
    recallAt100: ranking.recallAt100,
    recallAtR: ranking.recallAtR,
    averagePrecision: ranking.averagePrecision,
    ndcg: ranking.ndcg,
    auroc: ranking.auroc,
    maxJaccard,
    pValue,
    log10PValue,
    qValue: pValue,
    popularityPValue,
    popularityQValue: popularityPValue,
  };
}

type RankingScore = Pick<
  SetScore,
  'recallAt10' | 'recallAt50' | 'recallAt100' | 'recallAtR' | 'averagePrecision' | 'ndcg' | 'auroc'
>;

/** Scores of a ranking; genes outside the vocabulary stand behind all others, at no rank. */
function scoreRanking(
  ranks: ArrayLike<number>,
  outsideVocabulary: number,
  candidates: number,
): RankingScore {
  const all = new Float64Array(ranks.length + outsideVocabulary).fill(Number.POSITIVE_INFINITY);
  all.set(ranks);
  const area = (auroc(ranks, candidates) * ranks.length) / all.length;
  return {
    recallAt10: recallAt(all, 10),
    recallAt50: recallAt(all, 50),
    recallAt100: recallAt(all, 100),
    recallAtR: rPrecision(all),
    averagePrecision: averagePrecision(all),
    ndcg: ndcg(all),
    auroc: Number.isNaN(area) ? null : area,
  };
}

/** Replaces the q-values of one method's scores, all of one protocol and seed, by those over all its sets. */
export function adjustForAllSets(scores: readonly SetScore[]): void {
  if (scores.length === 0) return;
  const pValues = scores.map(({pValue}) => pValue);
  const {replacesZero} = protocolOf(scores[0].protocol);
  const qValues = benjaminiHochberg(replacesZero ? replaceZeros(pValues) : pValues);
  const popularity = benjaminiHochberg(scores.map(score => score.popularityPValue));
  for (const [i, score] of scores.entries()) {
    score.qValue = qValues[i];
    score.popularityQValue = popularity[i];
  }
}

/** p-values of exactly 0 become the smallest other one, as in the test of Talk Can Cells?. */
export function replaceZeros(pValues: readonly number[]): number[] {
  const smallest = pValues.reduce((least, p) => (p > 0 ? Math.min(least, p) : least), 1);
  return pValues.map(p => (p === 0 ? smallest : p));
}
