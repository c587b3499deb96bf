// Writes gene sets as token ids of a vocabulary.
import type {GeneSetTable} from '../sets/gene-set-table.ts';
import {newIds, type TokenShard} from './token-shard.ts';
import {tokenIds, type Vocabulary} from './vocabulary.ts';

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
  return {setIds: table.setIds.slice(), offsets: table.offsets.slice(), tokens, vocabSize};
}
