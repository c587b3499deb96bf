// Parts one test set into shown and hidden genes as a protocol says.

import {createRandom} from '../../stats/random.ts';
import {promptSize} from './mask-shard.ts';
import type {Protocol} from './masking-protocols.ts';

/** A set of distinct symbols in stored order. */
export interface MaskedSet {
  setId: number;
  genes: readonly string[];
  /** How many of the first genes are those of an older version; absent where none is known. */
  oldGenes?: number;
}

interface SetParts {
  /** Genes shown; all are known to the models. */
  promptGenes: string[];
  /** All other genes. Those outside the vocabulary are always here: no method can name them, so every method misses them. */
  heldOutGenes: string[];
}

type IsKnown = (symbol: string) => boolean;

/** Whether a set has enough known genes to be parted by the protocol. */
export function canMask(set: MaskedSet, isKnown: IsKnown, protocol: Protocol): boolean {
  const {shown, hidden} = protocol.least;
  if (protocol.order !== 'versions') return set.genes.filter(isKnown).length >= shown + hidden;
  const [old, added] = versionsOf(set).map(genes => genes.filter(isKnown).length);
  return old >= shown && added >= hidden;
}

/**
 * Parts a set, of which the protocol's least number of known genes stays hidden. A draw depends on the seed and the set's
 * id alone, and one seed shows the same genes first at every share: those of 10 % are among those of 20 %.
 */
export function maskSet(
  set: MaskedSet,
  isKnown: IsKnown,
  protocol: Protocol,
  seed: number,
): SetParts {
  if (!canMask(set, isKnown, protocol)) throw describeLack(set, isKnown, protocol);
  if (protocol.order === 'versions') {
    const [old, added] = versionsOf(set);
    // An unknown gene of the older version is no addition: nobody is asked for it.
    return {promptGenes: old.filter(isKnown), heldOutGenes: added};
  }
  const {setId, genes} = set;
  const ordered =
    protocol.order === 'stored'
      ? [...genes]
      : // Ascending first: the draw must not depend on the order a file happened to list the genes in.
        createRandom(seed, setId).shuffle(genes.toSorted());
  const known = ordered.filter(isKnown);
  const shown = Math.min(shownCount(protocol, genes.length), known.length - protocol.least.hidden);
  const prompt = new Set(known.slice(0, shown));
  return {
    promptGenes: known.slice(0, shown),
    heldOutGenes: ordered.filter(symbol => !prompt.has(symbol)),
  };
}

/** The genes of the older version, and those added since. */
function versionsOf({genes, oldGenes = 0}: MaskedSet): [old: string[], added: string[]] {
  return [genes.slice(0, oldGenes), genes.slice(oldGenes)];
}

function describeLack({setId, genes}: MaskedSet, isKnown: IsKnown, {name, least}: Protocol) {
  const known = genes.filter(isKnown).length;
  return new RangeError(
    `Set ${setId} has ${known} of ${genes.length} genes in the vocabulary; expected, for ${name}, at least ${least.shown} to show and ${least.hidden} to find.`,
  );
}

/** Genes shown of a set of n: Talk Can Cells? counts the end token as a gene, and shows one more than the share. */
function shownCount({order, shownShare}: Protocol, n: number): number {
  return order === 'stored' ? Math.floor(shownShare * (n + 1)) + 1 : promptSize(n, 1 - shownShare);
}
