// Gene names: genes are alike when the words of their names are, score(g) = Σ_p cos(p, g), with words weighted by how
// few genes share them (tf–idf: Salton & Buckley 1988, Information Processing & Management 24:513). It knows nothing
// of training sets, so it has something to say of genes that few of them hold.
import type {LookupEngine} from '../../engines/contract/kept-sets.ts';
import {nameWords, wordKey} from '../../genes/tokens/name-words.ts';
import {type TokenShard, toShard} from '../../genes/tokens/token-shard.ts';
import type {GeneRanker} from './gene-ranker.ts';
import {createVoteRanker} from './set-votes.ts';

/** Symbols of a family begin alike: by how many characters, where the family's name is no shorter. */
const FAMILY = 3;

/**
 * For each word the genes whose names have it, ascending, in the order in which words first appear. Beside the words of
 * the approved name stand the letters that the symbol begins with (`PSM` and `PSMA` of PSMA1). Token 0 is no gene.
 */
export function genesByWord(symbols: readonly string[], names: readonly string[]): TokenShard {
  const genes = new Map<string, number[]>();
  for (let token = 1; token < symbols.length; token++) {
    for (const word of wordsOf(symbols[token], names[token])) {
      const holders = genes.get(word);
      if (holders) holders.push(token);
      else genes.set(word, [token]);
    }
  }
  return toShard([...genes.values()], symbols.length);
}

function wordsOf(symbol: string, name: string): Set<string> {
  const stem = symbol.replace(/\d.*$/, '');
  const starts = [stem, symbol.slice(0, FAMILY)].map(start => `${start}…`);
  return new Set([...nameWords(name).map(wordKey), ...starts]);
}

/**
 * A ranker over the genes of each word, as `genesByWord` lists them, in a vocabulary of V tokens. Genes without a word
 * of the prompt follow by `shares`, the popularity, shape (V). A word is to the engine what a training set is to the
 * lookups: it votes for its genes by those of the prompt, and its vote is weighted in place of a cosine.
 */
export async function createGeneNames(
  words: TokenShard,
  shares: Float64Array,
  engine: LookupEngine,
): Promise<GeneRanker> {
  const vocabSize = shares.length;
  const votes = wordWeights(words, vocabSize);
  const weights = nameWeights(words, votes, vocabSize);
  const norms = votes.map(vote => vote ** -2);
  const kept = await engine.keepSets(words, vocabSize);
  return createVoteRanker(kept, {weights, cosine: {norms, power: 1}}, shares, scores => {
    for (let token = 0; token < vocabSize; token++) scores[token] *= weights[token];
  });
}

/** Squared ln((1 + V) / genes with the word). Shape (words). */
function wordWeights({offsets}: TokenShard, vocabSize: number): Float64Array {
  return Float64Array.from(
    {length: offsets.length - 1},
    (_, word) => Math.log((1 + vocabSize) / (offsets[word + 1] - offsets[word])) ** 2,
  );
}

/** 1 / the length of each gene's vector of words, from their squared weights; 0 for none. Shape (V). */
function nameWeights(words: TokenShard, votes: Float64Array, vocabSize: number): Float64Array {
  const squares = new Float64Array(vocabSize);
  for (let word = 0; word < votes.length; word++) {
    for (let i = words.offsets[word]; i < words.offsets[word + 1]; i++) {
      squares[words.tokens[i]] += votes[word];
    }
  }
  return squares.map(square => (square > 0 ? 1 / Math.sqrt(square) : 0));
}
