// A small corpus with something to learn: five groups of genes, every set a random part of one group.
import type {GeneSetTable} from '../../shared/genes/sets/gene-set-table.ts';
import type {TokenShard} from '../../shared/genes/tokens/token-shard.ts';
import type {Vocabulary} from '../../shared/genes/tokens/vocabulary.ts';
import {createRandom} from '../../shared/stats/random.ts';
import {shardOf} from '../models/gpt/shard.ts';

const GROUPS = 5;
const GROUP_SIZE = 12;
export const VOCAB_SIZE = 1 + GROUPS * GROUP_SIZE;

/** Group of a token, 0-based. */
export const groupOf = (token: number): number => Math.floor((token - 1) / GROUP_SIZE);

/** `count` sets of 5–10 tokens, each from one group. */
export function toySets(count: number, seed: number): number[][] {
  const random = createRandom(seed);
  return Array.from({length: count}, (_, i) => {
    const group = Int32Array.from(
      {length: GROUP_SIZE},
      (_, j) => 1 + (i % GROUPS) * GROUP_SIZE + j,
    );
    return Array.from(random.shuffle(group).subarray(0, 5 + random.int(6)));
  });
}

export const toyShard = (count: number, seed: number): TokenShard => shardOf(toySets(count, seed));

export const toyVocabulary: Vocabulary = {
  symbols: ['<end>', ...Array.from({length: VOCAB_SIZE - 1}, (_, i) => `GENE${i + 1}`)],
  geneSets: new Int32Array(VOCAB_SIZE).fill(10),
  proteinCoding: new Uint8Array(VOCAB_SIZE).fill(1),
};

/** The table that belongs to a shard, with a name for every set. */
export function tableOf(shard: TokenShard): GeneSetTable {
  const names = Array.from(shard.setIds, id => `set ${id}`);
  return {
    setIds: shard.setIds,
    libraries: names.map(() => 'toy'),
    names,
    descriptions: names.map(() => ''),
    symbols: toyVocabulary.symbols,
    offsets: shard.offsets,
    genes: Int32Array.from(shard.tokens),
  };
}
