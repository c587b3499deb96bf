// Gives every gene a token: 0 is the end token, then genes from the most to the least frequent in training.

import {countSetsPerGene} from '../sets/gene-set-builder.ts';
import {type GeneSetTable, setCount} from '../sets/gene-set-table.ts';
import {nameWords, wordKey} from './name-words.ts';
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

/**
 * The vocabulary with the names of its genes and the words that at least `minNames` names of training sets and of genes
 * hold, from the most to the least frequent; as it is where there is no such word.
 */
export function addWords(
  vocabulary: Vocabulary,
  training: GeneSetTable,
  geneNames: ReadonlyMap<string, string>,
  minNames: number,
): Vocabulary {
  const names = vocabulary.symbols.map(symbol => geneNames.get(symbol) ?? '');
  const words = countWords([...training.names, ...names], minNames);
  return words.length > 0 ? {...vocabulary, geneNames: names, words} : vocabulary;
}

function countWords(names: readonly string[], minNames: number): string[] {
  // Word in lower case → how often it is written in which case.
  const spellings = new Map<string, Map<string, number>>();
  for (const name of names) {
    for (const word of new Set(nameWords(name))) {
      const key = wordKey(word);
      const counts = spellings.get(key) ?? new Map<string, number>();
      spellings.set(key, counts.set(word, (counts.get(word) ?? 0) + 1));
    }
  }
  return [...spellings.values()]
    .map(counts => {
      const [word] = [...counts].sort(byCount)[0];
      return [word, [...counts.values()].reduce((sum, count) => sum + count, 0)] as const;
    })
    .filter(([, count]) => count >= minNames)
    .sort(byCount)
    .map(([word]) => word);
}

function byCount([a, m]: readonly [string, number], [b, n]: readonly [string, number]): number {
  return n - m || (a < b ? -1 : 1);
}

function usedSymbols(table: GeneSetTable): string[] {
  const counts = countSetsPerGene(table);
  return table.symbols.filter((_, gene) => counts[gene] > 0);
}
