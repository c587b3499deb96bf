// Over-representation of a list of genes in sets: Fisher's exact test, one-sided, and Benjamini–Hochberg over all sets
// that hold a gene of the list. Beside it the chance of as many shared genes by genes that are just as popular.
import {benjaminiHochberg} from '../../stats/benjamini-hochberg.ts';
import {hypergeometricTail, type TailProbability} from '../../stats/hypergeometric.ts';
import {type BinCounts, matchedTail} from '../popularity-null.ts';
import {genesOf, sharedGenes, type TestedSets} from './tested-sets.ts';

export interface EnrichedSet extends TailProbability {
  /** Place in the sets tested. */
  set: number;
  /** Given genes that the set holds, in the order given. */
  shared: number[];
  /** Genes of the set within the background. */
  size: number;
  /** Share of the given genes in the set over the share of the background's in it. */
  fold: number;
  qValue: number;
  /** Chance of as many shared genes by random genes of the same popularity, and its q-value. */
  popularityPValue: number;
  popularityQValue: number;
}

/** Tests a list, each gene once; sets that hold none of them are not tested. Smallest p-value first, of equals the larger fold. */
export function testEnrichment(tested: TestedSets, given: ArrayLike<number>): EnrichedSet[] {
  const drawn = [...new Set(Array.from(given))].filter(gene => tested.holds[gene] === 1);
  const named = countBins(tested, drawn);
  const found = Array.from(sharedGenes(tested, drawn), ([set, shared]) => {
    const size = genesOf(tested, set).length;
    return {
      ...{set, shared, size},
      fold: (shared.length / drawn.length) * (tested.backgroundSize / size),
      ...overlapTail(tested, shared.length, size, drawn.length),
      popularityPValue: matchedTail(shared.length, binsOf(tested, set, named)),
    };
  });
  const qValues = benjaminiHochberg(found.map(({pValue}) => pValue));
  const popularityQValues = benjaminiHochberg(found.map(({popularityPValue}) => popularityPValue));
  return found
    .map((set, i) => ({...set, qValue: qValues[i], popularityQValue: popularityQValues[i]}))
    .sort((a, b) => a.log10PValue - b.log10PValue || b.fold - a.fold || a.set - b.set);
}

/** P(X ≥ overlap) of `drawn` random genes of the background. */
export function overlapTail(
  {backgroundSize}: TestedSets,
  overlap: number,
  setSize: number,
  drawn: number,
): TailProbability {
  return hypergeometricTail({overlap, setSize, drawn, backgroundSize});
}

/** Genes of each popularity bin in a list. */
function countBins({bins: {binOf, sizes}}: TestedSets, genes: Iterable<number>): Int32Array {
  const counts = new Int32Array(sizes.length);
  for (const gene of genes) counts[binOf[gene]]++;
  return counts;
}

function binsOf(tested: TestedSets, set: number, named: Int32Array): BinCounts[] {
  const heldOut = countBins(tested, genesOf(tested, set));
  return Array.from(tested.bins.sizes, (size, bin) => {
    return {size, heldOut: heldOut[bin], named: named[bin]};
  });
}
