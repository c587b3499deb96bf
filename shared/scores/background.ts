// Backgrounds: which genes an overlap test holds for possible.

import type {Protocol} from '../genes/tokens/masking-protocols.ts';
import {groupBy} from '../stats/group-by.ts';
import {type PopularityBins, popularityBins} from './popularity-bins.ts';
import {rememberDistributions} from './popularity-null.ts';

/** What of a vocabulary the tests need; both of shape (V), token 0 is the end token. */
export interface GeneFacts {
  /** Training sets that hold each gene. */
  geneSets: Int32Array;
  /** 1 for protein-coding genes. */
  proteinCoding: Uint8Array;
}

export interface Background {
  kind: Protocol['background'];
  /** Tokens in it, before the prompt's are taken out. */
  size: number;
  /** Tokens that methods rank, before the prompt's are taken out. */
  candidates: Int32Array;
  /** 1 for tokens in it. Shape (V). */
  holds: Uint8Array;
  bins: PopularityBins;
  /** Distributions of hits in its bins. */
  distributionOf: ReturnType<typeof rememberDistributions>;
}

/** Genes of a set as it was shown, as tokens. */
export interface ShownGenes {
  promptGenes: Int32Array;
  heldOutGenes: Int32Array;
  /** Held-out genes without a token. */
  outsideVocabulary: number;
}

/** The background of each set, by its library. */
export interface Backgrounds {
  /** Tokens in any of them. */
  size: number;
  of(library: string): Background;
}

type ShownSet = Omit<ShownGenes, 'outsideVocabulary'> & {library: string};

/** One background for all sets, or one for each library, of the genes of its `sets`. */
export function createBackgrounds(
  kind: Protocol['background'],
  facts: GeneFacts,
  sets: readonly ShownSet[],
): Backgrounds {
  if (kind !== 'library') {
    const one = createBackground(
      kind,
      facts,
      kind === 'vocabulary' ? undefined : facts.proteinCoding,
    );
    return {size: one.size, of: () => one};
  }
  const byLibrary = new Map(
    Array.from(
      groupBy(sets, ({library}) => library),
      ([library, own]) => [
        library,
        createBackground(kind, facts, holdGenes(own, facts.geneSets.length)),
      ],
    ),
  );
  const size = holdGenes(sets, facts.geneSets.length).reduce((sum, held) => sum + held, 0);
  return {size, of: library => byLibrary.get(library)!};
}

/** 1 for the genes of the sets. Shape (V). */
function holdGenes(sets: readonly ShownSet[], vocabSize: number): Uint8Array {
  const holds = new Uint8Array(vocabSize);
  for (const {promptGenes, heldOutGenes} of sets) {
    for (const token of promptGenes) holds[token] = 1;
    for (const token of heldOutGenes) holds[token] = 1;
  }
  return holds;
}

/** A background of the tokens that `holds` marks, shape (V), or of all. */
function createBackground(
  kind: Protocol['background'],
  {geneSets}: GeneFacts,
  holds: Uint8Array = new Uint8Array(geneSets.length).fill(1),
): Background {
  const size = holds.reduce((sum, held) => sum + held, 0);
  // The end token, 0, is no candidate.
  const genes = Int32Array.from(geneSets.keys()).subarray(1);
  const candidates = kind === 'library' ? genes.filter(token => holds[token] === 1) : genes;
  const bins = popularityBins(geneSets, holds);
  return {kind, size, holds, candidates, bins, distributionOf: rememberDistributions()};
}
