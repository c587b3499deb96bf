// What a stacked ranking looks at: for each gene that any member model ranks high, how every member ranks it.
import {topIndices} from '../../stats/score-order.ts';
import {featureCount, featuresOfMember} from './network-shape.ts';

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

/** A share below this part of the best one is as good as none. */
const LEAST_SHARE = 1e-4;

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
  const best = members.map(({scores}) => topIndices(scores, depth));
  const genes = Int32Array.from(new Set(best.flatMap(top => [...top]))).sort();
  const D = featureCount(members.length);
  const features = new Float32Array(genes.length * D);
  for (const [m, {scores, shares}] of members.entries()) {
    const ranks = new Map(Array.from(best[m], (gene, i) => [gene, i + 1]));
    const highest = scores[best[m][0]];
    // Sums below zero speak against a gene as much as none do, unless all are below zero.
    const zero = shares || highest > 0 ? 0 : lowestOf(scores, genes);
    const {logRank, logShare, share: plain} = featuresOfMember(m);
    for (const [i, gene] of genes.entries()) {
      const at = i * D;
      const share = highest > zero ? Math.max(0, scores[gene] - zero) / (highest - zero) : 0;
      features[at + logRank] = -Math.log(ranks.get(gene) ?? depth + 1);
      features[at + logShare] = Math.log(Math.max(share, LEAST_SHARE));
      features[at + plain] = share;
    }
  }
  for (const [i, gene] of genes.entries()) {
    const at = i * D + featuresOfMember(members.length).logRank;
    features[at] = logPopularity[gene];
    features[at + 1] = similarity;
    features[at + 2] = Math.log(1 + visible);
  }
  return {genes, features};
}

function lowestOf(scores: Float64Array, genes: Int32Array): number {
  return genes.reduce((lowest, gene) => Math.min(lowest, scores[gene]), Number.POSITIVE_INFINITY);
}
