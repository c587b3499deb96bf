// Reads words by the names of known sets: each set votes for its genes, the more the better its name matches the words and,
// beside genes, the more of them it holds. Powers and weights were chosen on validation sets (docs/experiments.md).
import {nameWords, wordKey} from '../genes/tokens/name-words.ts';
import type {NamedSets} from '../scores/enrichment/tested-sets.ts';
import {bm25} from '../text/bm25.ts';

/** Beside genes: a set whose name matches no word still votes, with this match. */
const LEAST_MATCH = 0.2;
/** How much better matches outvote others, beside genes and alone. */
const [POWER, POWER_ALONE] = [4, 8];
/** How much the words count beside the genes. */
const WORD_WEIGHT = 0.6;
/** How much names count where a GPT reads the words as well and there are no genes. */
export const NAMES_SHARE = 0.7;
/** Bounds the factor of a gene that hardly any set votes for. */
const LEAST_SHARE = 1e-5;

export interface WordReader {
  /** Whether a name holds the word. */
  knows(word: string): boolean;
  /** How well each set's name matches the words (BM25), as a share of the best match, 0..1. Shape (S). */
  match(words: readonly string[]): Float64Array;
  /** Shares of the votes by names alone. Shape (V). */
  sharesOf(match: Float64Array): Float64Array;
  /** By how much the words change the probability of each gene, given genes of the set. Shape (V). */
  factorsOf(match: Float64Array, prompt: Int32Array): Float64Array;
}

/** A reader of S named sets over V genes. */
export function openWordReader({symbols, offsets, genes, titles}: NamedSets): WordReader {
  const [S, V] = [titles.length, symbols.length];
  const names = titles.map(({name}) => nameWords(name).map(wordKey));
  const scoreNames = bm25(names);
  const known = new Set(names.flat());
  const weights = squaredIdf(genes, S, V);
  const norms = sumOfEach(weights);

  /** Σ weights of the genes of each set. Shape (S). */
  function sumOfEach(weights: Float64Array): Float64Array {
    const sums = new Float64Array(S);
    for (let set = 0; set < S; set++) {
      for (let i = offsets[set]; i < offsets[set + 1]; i++) sums[set] += weights[genes[i]];
    }
    return sums;
  }

  /** Votes, each divided by the root of the set's size, as shares of all. Shape (V). */
  function shareVotes(voteOf: (set: number) => number): Float64Array {
    const votes = new Float64Array(V);
    let total = 0;
    for (let set = 0; set < S; set++) {
      const [from, to] = [offsets[set], offsets[set + 1]];
      const vote = voteOf(set) / Math.sqrt(to - from);
      if (!(vote > 0)) continue;
      for (let i = from; i < to; i++) votes[genes[i]] += vote;
      total += vote * (to - from);
    }
    return total > 0 ? votes.map(vote => vote / total) : votes;
  }

  return {
    knows: word => known.has(wordKey(word)),
    match(words) {
      const scores = scoreNames(words.map(wordKey));
      const best = scores.reduce((a, b) => Math.max(a, b), 0);
      return best > 0 ? scores.map(score => score / best) : scores;
    },
    sharesOf: match => shareVotes(set => match[set] ** POWER_ALONE),
    factorsOf(match, prompt) {
      const isGiven = new Float64Array(V);
      for (const gene of prompt) isGiven[gene] = weights[gene];
      // Squared cosines, but for the prompt's length, which all sets share.
      const likeness = sumOfEach(isGiven).map((dot, set) => (dot > 0 ? dot ** 2 / norms[set] : 0));
      const unread = shareVotes(set => likeness[set]);
      const read = shareVotes(set => likeness[set] * (LEAST_MATCH + match[set]) ** POWER);
      return read.map(
        (share, gene) => ((share + LEAST_SHARE) / (unread[gene] + LEAST_SHARE)) ** WORD_WEIGHT,
      );
    },
  };
}

/** Probabilities by genes alone, of these genes or of all V, as the words change them. */
export function weighByWords(
  probabilities: Float64Array,
  factors: Float64Array,
  genes?: Int32Array,
): Float64Array {
  const weighed = probabilities.map((p, i) => p * factors[genes ? genes[i] : i]);
  const sum = weighed.reduce((a, b) => a + b, 0);
  return sum > 0 ? weighed.map(p => p / sum) : weighed;
}

/** Squared ln(S / sets that hold the gene). Shape (V). */
function squaredIdf(genes: Int32Array, S: number, V: number): Float64Array {
  const counts = new Float64Array(V);
  for (const gene of genes) counts[gene]++;
  return counts.map(count => Math.log(S / Math.max(1, count)) ** 2);
}
