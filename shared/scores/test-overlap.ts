// Tests of how far generated genes overlap the held-out ones of a set, within a background. What of them depends on the set
// alone is counted once: every method is tested on it.

import {
  hypergeometricTail,
  type OverlapCounts,
  type TailProbability,
} from '../stats/hypergeometric.ts';
import type {Background, ShownGenes} from './background.ts';
import type {PopularityBins} from './popularity-bins.ts';
import {matchedTail} from './popularity-null.ts';

export interface OverlapTests extends TailProbability {
  /** Held-out genes among the generated, within the background or not. */
  hits: number;
  /** Chance of as many hits by genes of the same popularity. */
  popularityPValue: number;
}

/** A set within a background. */
export interface SetTester {
  /** Held-out genes within the background. */
  tested: number;
  /** Genes that methods rank. */
  candidates: number;
  /** Tests distinct genes, none of them shown. */
  test(generatedGenes: Int32Array): OverlapTests;
}

/** Narrows a set to a background, for the tests of its completions. */
export function prepareTests(shown: ShownGenes, background: Background): SetTester {
  const {holds, bins, candidates, distributionOf} = background;
  const within = (tokens: Int32Array) => tokens.filter(token => holds[token] === 1);
  const [promptGenes, heldOutGenes] = [within(shown.promptGenes), within(shown.heldOutGenes)];
  const sizes = sizesOf({...shown, promptGenes, heldOutGenes}, background);
  const wanted = new Set(shown.heldOutGenes);
  const promptBins = countBins(promptGenes, bins);
  const heldOutBins = countBins(heldOutGenes, bins);
  const test = (generatedGenes: Int32Array): OverlapTests => {
    const named = within(generatedGenes);
    const overlap = countWanted(named, wanted);
    const namedBins = countBins(named, bins);
    // Genes of the prompt can never be named, so they are not among a bin's genes.
    const counts = Array.from(bins.sizes, (size, bin) => {
      return {size: size - promptBins[bin], heldOut: heldOutBins[bin], named: namedBins[bin]};
    });
    return {
      hits: countWanted(generatedGenes, wanted),
      ...hypergeometricTail({overlap, drawn: named.length, ...sizes}),
      popularityPValue: matchedTail(overlap, counts, distributionOf),
    };
  };
  return {
    tested: sizes.setSize,
    candidates: candidates.length - shown.promptGenes.length,
    test,
  };
}

/**
 * Over the whole vocabulary, as Talk Can Cells? has it: all tokens count, also those of the prompt, and so do held-out
 * genes without a token (it had none). Else only what can be named: the background's genes without the prompt's.
 */
function sizesOf(
  {promptGenes, heldOutGenes, outsideVocabulary}: ShownGenes,
  {kind, size}: Background,
): Pick<OverlapCounts, 'setSize' | 'backgroundSize'> {
  const setSize = heldOutGenes.length;
  return kind === 'vocabulary'
    ? {setSize: setSize + outsideVocabulary, backgroundSize: size + outsideVocabulary}
    : {setSize, backgroundSize: size - promptGenes.length};
}

function countWanted(tokens: Int32Array, wanted: ReadonlySet<number>): number {
  let count = 0;
  for (const token of tokens) if (wanted.has(token)) count++;
  return count;
}

/** Genes of each bin. */
function countBins(tokens: Int32Array, {binOf, sizes}: PopularityBins): Int32Array {
  const counts = new Int32Array(sizes.length);
  for (const token of tokens) counts[binOf[token]]++;
  return counts;
}
