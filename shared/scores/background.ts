// Backgrounds: which genes an overlap test holds for possible, and the test of one completion in it.

import type {Protocol} from '../genes/tokens/masking-protocols.ts';
import {groupBy} from '../stats/group-by.ts';
import {
  hypergeometricTail,
  type OverlapCounts,
  type TailProbability,
} from '../stats/hypergeometric.ts';
import {type PopularityBins, popularityBins} from './popularity-bins.ts';
import {type BinCounts, matchedTail} from './popularity-null.ts';

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
}

/** Genes of one completion, as tokens. */
export interface TestedGenes {
  promptGenes: Int32Array;
  heldOutGenes: Int32Array;
  generatedGenes: Int32Array;
  /** Held-out genes without a token. */
  outsideVocabulary: number;
}

export interface OverlapTests extends TailProbability {
  /** Chance of as many hits by genes of the same popularity. */
  popularityPValue: number;
  /** Held-out genes within the background. */
  tested: number;
}

/** The background of each set, by its library. */
export interface Backgrounds {
  /** Tokens in any of them. */
  size: number;
  of(library: string): Background;
}

/** The genes of a set as it was shown. */
type ShownSet = Pick<TestedGenes, 'promptGenes' | 'heldOutGenes'> & {library: string};

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
  return {kind, size, holds, candidates, bins: popularityBins(geneSets, holds)};
}

/** Tests the overlap of generated and held-out genes, all of them narrowed to the background. */
export function testOverlap(genes: TestedGenes, background: Background): OverlapTests {
  const within = (tokens: Int32Array) => tokens.filter(token => background.holds[token] === 1);
  const narrowed = {
    ...genes,
    promptGenes: within(genes.promptGenes),
    heldOutGenes: within(genes.heldOutGenes),
    generatedGenes: within(genes.generatedGenes),
  };
  const counts = countOverlap(narrowed, background);
  const bins = countBins(narrowed, background.bins);
  return {
    ...hypergeometricTail(counts),
    popularityPValue: matchedTail(counts.overlap, bins),
    tested: counts.setSize,
  };
}

/**
 * Over the whole vocabulary, as Talk Can Cells? has it: all tokens count, also those of the prompt, and so do held-out
 * genes without a token (it had none). Else only what can be named: the background's genes without the prompt's.
 */
function countOverlap(
  {promptGenes, heldOutGenes, generatedGenes, outsideVocabulary}: TestedGenes,
  {kind, size}: Background,
): OverlapCounts {
  const wanted = new Set(heldOutGenes);
  const overlap = generatedGenes.reduce((sum, token) => sum + Number(wanted.has(token)), 0);
  const drawn = generatedGenes.length;
  const setSize = heldOutGenes.length;
  return kind === 'vocabulary'
    ? {
        overlap,
        drawn,
        setSize: setSize + outsideVocabulary,
        backgroundSize: size + outsideVocabulary,
      }
    : {overlap, drawn, setSize, backgroundSize: size - promptGenes.length};
}

/** Counts by bin; genes of the prompt can never be named, so they are not among a bin's genes. */
function countBins(
  {promptGenes, heldOutGenes, generatedGenes}: TestedGenes,
  {binOf, sizes}: PopularityBins,
): BinCounts[] {
  const bins = Array.from(sizes, (size): BinCounts => ({size, heldOut: 0, named: 0}));
  for (const token of promptGenes) bins[binOf[token]].size--;
  for (const token of heldOutGenes) bins[binOf[token]].heldOut++;
  for (const token of generatedGenes) bins[binOf[token]].named++;
  return bins;
}
