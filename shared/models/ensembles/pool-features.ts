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
  const {genes, places} = unite(best, logPopularity.length);
  const D = featureCount(members.length);
  const features = new Float32Array(genes.length * D);
  for (let m = 0; m < members.length; m++) {
    const {logRank, ...shares} = featuresOfMember(m);
    addRanks(features, D, logRank, best[m], places, depth);
    addShares(features, D, shares, members[m], genes, best[m][0]);
  }
  const logVisible = Math.log(1 + visible);
  for (let i = 0; i < genes.length; i++) {
    const at = i * D + featuresOfMember(members.length).logRank;
    features[at] = logPopularity[genes[i]];
    features[at + 1] = similarity;
    features[at + 2] = logVisible;
  }
  return {genes, features};
}

/** The tokens of all lists, each once, ascending, and where among them a token stands, shape (V). */
function unite(lists: readonly Int32Array[], vocabSize: number) {
  const places = new Int32Array(vocabSize);
  const found = new Int32Array(lists.reduce((sum, {length}) => sum + length, 0));
  let count = 0;
  for (const list of lists) {
    for (let i = 0; i < list.length; i++) {
      if (places[list[i]] === 0) found[count++] = list[i];
      places[list[i]] = 1;
    }
  }
  const genes = found.slice(0, count).sort();
  for (let place = 0; place < count; place++) places[genes[place]] = place;
  return {genes, places};
}

function addRanks(
  features: Float32Array,
  D: number,
  column: number,
  best: Int32Array,
  places: Int32Array,
  depth: number,
): void {
  const unranked = -Math.log(depth + 1);
  for (let at = column; at < features.length; at += D) features[at] = unranked;
  for (let rank = 1; rank <= best.length; rank++) {
    features[places[best[rank - 1]] * D + column] = -Math.log(rank);
  }
}

function addShares(
  features: Float32Array,
  D: number,
  columns: {logShare: number; share: number},
  {scores, shares}: MemberScores,
  genes: Int32Array,
  first: number,
): void {
  const highest = scores[first];
  // Sums below zero speak against a gene as much as none do, unless all are below zero.
  const zero = shares || highest > 0 ? 0 : lowestOf(scores, genes);
  for (let i = 0; i < genes.length; i++) {
    const share = highest > zero ? Math.max(0, scores[genes[i]] - zero) / (highest - zero) : 0;
    features[i * D + columns.logShare] = Math.log(Math.max(share, LEAST_SHARE));
    features[i * D + columns.share] = share;
  }
}

function lowestOf(scores: Float64Array, genes: Int32Array): number {
  return genes.reduce((lowest, gene) => Math.min(lowest, scores[gene]), Number.POSITIVE_INFINITY);
}
