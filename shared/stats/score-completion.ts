// Scores one completed gene set as Talk Can Cells? does (hits against held-out genes, Fisher's exact test), and by
// its full ranking of the genes.
import {benjaminiHochberg} from './benjamini-hochberg.ts';
import {hypergeometricTail, type TailProbability} from './hypergeometric.ts';
import {auroc, averagePrecision, ndcg, recallAt, rPrecision} from './ranking-scores.ts';
import type {SetScore} from './score-results.ts';

/** A set as it was shown to every method; genes are tokens. */
export interface TestSet {
  setId: number;
  library: string;
  promptGenes: Int32Array;
  /** Distinct, none of them in the prompt, at least one. */
  heldOutGenes: Int32Array;
  maxJaccard: number;
}

/** What a method made of a set. */
export interface Prediction {
  /** Distinct tokens, none of them in the prompt. */
  generatedGenes: Int32Array;
  /** 1-based rank of every held-out gene among all genes but the prompt's. */
  heldOutRanks: ArrayLike<number>;
}

export interface ScoringOptions {
  topK: readonly number[];
  /** Genes of the vocabulary, without the end token. */
  geneCount: number;
  /** 1 for tokens of protein-coding genes. Shape (V). */
  proteinCoding: Uint8Array;
  /** Number of protein-coding genes. */
  proteinCodingCount: number;
}

/** A set's scores before Benjamini–Hochberg: its q-values are those of a single test, the p-values. */
export function scoreCompletion(
  method: string,
  set: TestSet,
  prediction: Prediction,
  options: ScoringOptions,
): SetScore {
  const {heldOutGenes, promptGenes} = set;
  const {generatedGenes, heldOutRanks} = prediction;
  const hits = countShared(heldOutGenes, generatedGenes);
  const tail = testOverlap(hits, heldOutGenes.length, generatedGenes.length, options.geneCount);
  const candidates = options.geneCount - promptGenes.length;
  const area = auroc(heldOutRanks, candidates);
  return {
    setId: set.setId,
    library: set.library,
    method,
    setSize: promptGenes.length + heldOutGenes.length,
    heldOut: heldOutGenes.length,
    generated: generatedGenes.length,
    hits,
    recall: hits / heldOutGenes.length,
    precision: generatedGenes.length === 0 ? 0 : hits / generatedGenes.length,
    recallAt: options.topK.map(k => recallAt(heldOutRanks, k)),
    rPrecision: rPrecision(heldOutRanks),
    averagePrecision: averagePrecision(heldOutRanks),
    ndcg: ndcg(heldOutRanks),
    auroc: Number.isNaN(area) ? null : area,
    maxJaccard: set.maxJaccard,
    ...tail,
    qValue: tail.pValue,
    ...scoreProteinCoding(set, prediction, options),
  };
}

/** Replaces the q-values of one method's scores by those over all its sets, for each background on its own. */
export function adjustForAllSets(scores: SetScore[]): void {
  const qValues = benjaminiHochberg(scores.map(({pValue}) => pValue));
  for (const [i, score] of scores.entries()) score.qValue = qValues[i];
  const tested = scores.filter(score => score.proteinCodingPValue !== null);
  const codingQValues = benjaminiHochberg(tested.map(score => score.proteinCodingPValue!));
  for (const [i, score] of tested.entries()) score.proteinCodingQValue = codingQValues[i];
}

type ProteinCodingScore = Pick<
  SetScore,
  | 'proteinCodingHeldOut'
  | 'proteinCodingGenerated'
  | 'proteinCodingHits'
  | 'proteinCodingPValue'
  | 'proteinCodingLog10PValue'
  | 'proteinCodingQValue'
>;

/** The same test with held-out genes, generated genes and background all narrowed to protein-coding genes. */
function scoreProteinCoding(
  {heldOutGenes}: TestSet,
  {generatedGenes}: Prediction,
  {proteinCoding, proteinCodingCount}: ScoringOptions,
): ProteinCodingScore {
  const heldOut = heldOutGenes.filter(token => proteinCoding[token] === 1);
  const generated = generatedGenes.filter(token => proteinCoding[token] === 1);
  const hits = countShared(heldOut, generated);
  const tail =
    heldOut.length === 0
      ? null
      : testOverlap(hits, heldOut.length, generated.length, proteinCodingCount);
  return {
    proteinCodingHeldOut: heldOut.length,
    proteinCodingGenerated: generated.length,
    proteinCodingHits: hits,
    proteinCodingPValue: tail?.pValue ?? null,
    proteinCodingLog10PValue: tail?.log10PValue ?? null,
    proteinCodingQValue: tail?.pValue ?? null,
  };
}

function testOverlap(
  overlap: number,
  setSize: number,
  drawn: number,
  backgroundSize: number,
): TailProbability {
  return hypergeometricTail({overlap, setSize, drawn, backgroundSize});
}

function countShared(genes: Int32Array, others: Int32Array): number {
  const wanted = new Set(genes);
  return others.reduce((shared, token) => shared + Number(wanted.has(token)), 0);
}
