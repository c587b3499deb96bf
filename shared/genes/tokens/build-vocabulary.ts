// Gives every gene a token: 0 is the end token, then genes from the most to the least frequent in training.

import {countSetsPerGene} from '../sets/gene-set-builder.ts';
import {type GeneSetTable, setCount} from '../sets/gene-set-table.ts';
import {END_SYMBOL, type Vocabulary} from './vocabulary.ts';

/** The vocabulary of all genes of training and the other tables; ties in frequency go by symbol. */
export function buildVocabulary(
  training: GeneSetTable,
  others: readonly GeneSetTable[],
  proteinCoding: ReadonlySet<string>,
): Vocabulary {
  const counts = new Map<string, number>();
  for (const table of others) {
    for (const symbol of usedSymbols(table)) counts.set(symbol, 0);
  }
  countSetsPerGene(training).forEach((count, gene) => {
    if (count > 0) counts.set(training.symbols[gene], count);
  });
  if (counts.has(END_SYMBOL)) {
    throw new Error(
      `a gene is named ${END_SYMBOL}, as the end token is; rename it in the gene sets`,
    );
  }
  const genes = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const symbols = [END_SYMBOL, ...genes.map(([symbol]) => symbol)];
  return {
    symbols,
    geneSets: Int32Array.from([setCount(training), ...genes.map(([, count]) => count)]),
    proteinCoding: Uint8Array.from(symbols, symbol => Number(proteinCoding.has(symbol))),
  };
}

function usedSymbols(table: GeneSetTable): string[] {
  const counts = countSetsPerGene(table);
  return table.symbols.filter((_, gene) => counts[gene] > 0);
}
