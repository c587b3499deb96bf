// Completes sets with a model file, by genes and by words that say what the sets are about.
import type {
  CompleteOptions,
  Completion,
  GeneModel,
  SuggestedGene,
  Support,
} from '../../run/geneglot.mjs';
import {genesOf} from '../scores/enrichment/tested-sets.ts';
import {topIndices} from '../stats/score-order.ts';
import {modelSets} from './scope-sets.ts';
import {openWordReader, type WordReader, weighByWords} from './word-reader.ts';

type KnownSets = ReturnType<typeof modelSets>;

/** Nothing is known of the chance of a gene that words alone suggest. */
export type SuggestedByWords = Omit<SuggestedGene, 'chance'> &
  Partial<Pick<SuggestedGene, 'chance'>>;

export interface CompletionAbout extends Omit<Completion, 'suggested'> {
  suggested: SuggestedByWords[];
}

export interface FileWords {
  reader: WordReader;
  /** Completes a set that these words, one of them known at least, are about; by words alone where no gene is known. */
  complete(
    names: Iterable<string>,
    words: readonly string[],
    options?: CompleteOptions,
  ): CompletionAbout;
}

/** Reads words by the names of the sets that the file's model was trained on. */
export function openFileWords(model: GeneModel): FileWords {
  const sets = modelSets(model);
  const reader = openWordReader({...sets, symbols: model.symbols});
  return {
    reader,
    complete(names, words, options = {}) {
      const match = reader.match(words);
      const weigh: CompleteOptions['weigh'] = (shares, genes, prompt) =>
        weighByWords(shares, reader.factorsOf(match, prompt), genes);
      const completion = model.complete(names, {...options, weigh});
      if (completion.genes.length > 0) return completion;
      return {...completion, suggested: suggestByWords(model, sets, {reader, match}, options)};
    },
  };
}

/** Suggestions by names alone; no chance is known of them. */
function suggestByWords(
  {symbols, geneNames}: GeneModel,
  sets: KnownSets,
  {reader, match}: {reader: WordReader; match: Float64Array},
  {top = 20, support = 1}: CompleteOptions,
): SuggestedByWords[] {
  const shares = reader.sharesOf(match);
  const best = topIndices(shares, top).filter(gene => shares[gene] > 0);
  const supporting = supportByName(sets, match, best, support);
  return Array.from(best, (gene, place) => ({
    ...{rank: place + 1, symbol: symbols[gene], name: geneNames[gene], value: shares[gene]},
    support: supporting[place],
  }));
}

/** For each gene the sets that hold it and whose names match best; `similarity` is how well. */
export function supportByName(
  sets: Pick<KnownSets, 'offsets' | 'genes' | 'titles'>,
  match: Float64Array,
  genes: Int32Array,
  count: number,
): Support[][] {
  const matching = Array.from(topIndices(match, match.length)).filter(set => match[set] > 0);
  const members = new Map(matching.map(set => [set, new Set(genesOf(sets, set))]));
  return Array.from(genes, gene =>
    matching
      .filter(set => members.get(set)?.has(gene))
      .slice(0, count)
      .map(set => ({
        ...sets.titles[set],
        ...{similarity: match[set], shared: 0, size: genesOf(sets, set).length},
      })),
  );
}
