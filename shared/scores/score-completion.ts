// Scores one completed gene set: its hits and their tests within the protocol's background, and its full ranking.

import {protocolOf} from '../genes/tokens/masking-protocols.ts';
import {benjaminiHochberg} from '../stats/benjamini-hochberg.ts';
import {auroc, averagePrecision, ndcg, recallAt, rPrecision} from '../stats/ranking-scores.ts';
import {type Background, type TestedGenes, testOverlap} from './background.ts';
import type {SetScore} from './score-results.ts';

/** A set as it was shown to every method; genes are tokens. */
export interface TestSet extends Omit<TestedGenes, 'generatedGenes'> {
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

/** A set's scores before Benjamini–Hochberg (its q-values are its p-values), and its held-out genes in the background. */
export function scoreCompletion(
  labels: ScoreLabels,
  set: TestSet,
  prediction: Prediction,
  background: Background,
): SetScore & {tested: number} {
  const {heldOutGenes, promptGenes, outsideVocabulary} = set;
  const {generatedGenes} = prediction;
  const wanted = new Set(heldOutGenes);
  const hits = generatedGenes.reduce((sum, token) => sum + Number(wanted.has(token)), 0);
  const heldOut = heldOutGenes.length + outsideVocabulary;
  const {pValue, log10PValue, popularityPValue, tested} = testOverlap(
    {...set, generatedGenes},
    background,
  );
  const candidates = background.candidates.length - promptGenes.length;
  return {
    ...labels,
    ...{setId: set.setId, library: set.library},
    setSize: promptGenes.length + heldOut,
    ...{heldOut, outsideVocabulary, generated: generatedGenes.length, hits},
    recall: hits / heldOut,
    precision: generatedGenes.length === 0 ? 0 : hits / generatedGenes.length,
    ...scoreRanking(prediction.heldOutRanks, outsideVocabulary, candidates),
    maxJaccard: set.maxJaccard,
    ...{pValue, log10PValue, qValue: pValue, popularityPValue, popularityQValue: popularityPValue},
    tested,
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
