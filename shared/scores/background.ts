// Backgrounds: which genes an overlap test holds for possible, and the test of one completion in it.

import type {Protocol} from '../genes/tokens/masking-protocols.ts';
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

export function createBackground(
  kind: Protocol['background'],
  {geneSets, proteinCoding}: GeneFacts,
): Background {
  const holds = kind === 'vocabulary' ? new Uint8Array(geneSets.length).fill(1) : proteinCoding;
  const size = holds.reduce((sum, held) => sum + held, 0);
  return {kind, size, holds, bins: popularityBins(geneSets, holds)};
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
