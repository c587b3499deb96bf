// What a stacked ranking looks at: for each gene that any member model ranks high, how every member ranks it.
import {ranksOf, topIndices} from '../stats/score-order.ts';

/** One member model's scores of all V tokens for a prompt. */
export interface MemberScores {
  /** Higher is likelier, −Infinity for what is no candidate. Shape (V). */
  scores: Float64Array;
  /** The scores are probabilities (or votes) ≥ 0; else they are sums that may be negative, as EASE's. */
  shares: boolean;
}

/** What is known of a prompt beside the members' scores. */
export interface PromptContext {
  /** Of the nearest known set to the prompt, 0..1. */
  similarity: number;
  /** Genes shown. */
  visible: number;
}

/** The candidates for one prompt. */
export interface Pool {
  /** Distinct tokens, ascending. Shape (n). */
  genes: Int32Array;
  /** Shape (n, D), D = featureCount(members). */
  features: Float32Array;
}

const PER_MEMBER = 3;
/** Log popularity of the gene, similarity of the nearest known set, log of the genes shown. */
const SHARED = 3;
/** A share below this part of the best one is as good as none. */
const LEAST_SHARE = 1e-4;

/** Columns of the features that a member gives. */
export function featuresOfMember(member: number) {
  const at = member * PER_MEMBER;
  return {logRank: at, logShare: at + 1, share: at + 2};
}

/** D: features of one gene. */
export function featureCount(members: number): number {
  return PER_MEMBER * members + SHARED;
}

/**
 * The union of every member's `depth` best genes, described by each member's rank (−log, cut at depth + 1), share of
 * its best score and the log of that, by the gene's popularity, and by the prompt. `logPopularity` has shape (V).
 */
export function poolFeatures(
  members: readonly MemberScores[],
  {similarity, visible}: PromptContext,
  logPopularity: Float64Array,
  depth: number,
): Pool {
  const genes = unionOfBest(members, depth);
  const D = featureCount(members.length);
  const features = new Float32Array(genes.length * D);
  for (const [m, {scores, shares}] of members.entries()) {
    const ranks = ranksOf(scores, genes);
    const {lowest, best} = bounds(scores, genes);
    // Sums below zero speak against a gene as much as none do, unless all are below zero.
    const zero = shares || best > 0 ? 0 : lowest;
    const {logRank, logShare, share: plain} = featuresOfMember(m);
    for (const [i, gene] of genes.entries()) {
      const at = i * D;
      const share = best > zero ? Math.max(0, scores[gene] - zero) / (best - zero) : 0;
      features[at + logRank] = -Math.log(Math.min(ranks[i], depth + 1));
      features[at + logShare] = Math.log(Math.max(share, LEAST_SHARE));
      features[at + plain] = share;
    }
  }
  for (const [i, gene] of genes.entries()) {
    const at = i * D + members.length * PER_MEMBER;
    features[at] = logPopularity[gene];
    features[at + 1] = similarity;
    features[at + 2] = Math.log(1 + visible);
  }
  return {genes, features};
}

function unionOfBest(members: readonly MemberScores[], depth: number): Int32Array {
  const genes = new Set<number>();
  for (const {scores} of members) for (const gene of topIndices(scores, depth)) genes.add(gene);
  return Int32Array.from(genes).sort();
}

function bounds(scores: Float64Array, genes: Int32Array): {lowest: number; best: number} {
  let lowest = Number.POSITIVE_INFINITY;
  let best = Number.NEGATIVE_INFINITY;
  for (const gene of genes) {
    lowest = Math.min(lowest, scores[gene]);
    best = Math.max(best, scores[gene]);
  }
  return {lowest, best};
}
