// Writes gene sets as token ids of a vocabulary.
import {offsetsOf} from '../../stats/offsets-of.ts';
import type {GeneSetTable} from '../sets/gene-set-table.ts';
import {newIds, type TokenShard} from './token-shard.ts';
import {nameTokenizer, tokenIds, type Vocabulary} from './vocabulary.ts';

/** The sets of a table as tokens, genes in the table's order. */
export function toTokens(table: GeneSetTable, vocabulary: Vocabulary): TokenShard {
  const vocabSize = vocabulary.symbols.length;
  const tokenOf = tokenIds(vocabulary);
  const tokenOfGene = table.symbols.map(symbol => tokenOf.get(symbol) ?? 0);
  const tokens = newIds(table.genes.length, vocabSize);
  table.genes.forEach((gene, i) => {
    if (tokenOfGene[gene] === 0) {
      throw new Error(
        `gene ${table.symbols[gene]} has no token; build the vocabulary from these sets too`,
      );
    }
    tokens[i] = tokenOfGene[gene];
  });
  const shard = {setIds: table.setIds.slice(), offsets: table.offsets.slice(), tokens, vocabSize};
  return vocabulary.words ? {...shard, names: nameTokens(table, vocabulary)} : shard;
}

function nameTokens({names}: GeneSetTable, vocabulary: Vocabulary) {
  const lists = names.map(nameTokenizer(vocabulary));
  return {
    offsets: offsetsOf(lists.map(({length}) => length)),
    tokens: Uint32Array.from(lists.flat()),
  };
}
