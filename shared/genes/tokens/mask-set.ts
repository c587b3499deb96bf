// Parts one test set into shown and hidden genes as a protocol says.

import {createRandom} from '../../stats/random.ts';
import {promptSize} from './mask-shard.ts';
import type {Protocol} from './masking-protocols.ts';

interface SetParts {
  /** Genes shown; all are known to the models. */
  promptGenes: string[];
  /** All other genes. Those outside the vocabulary are always here: no method can name them, so every method misses them. */
  heldOutGenes: string[];
}

/** Genes of a vocabulary that a set needs at least: one to show and one to find. */
export const LEAST_KNOWN_GENES = 2;

/**
 * Parts a set of distinct symbols in stored order; at least one known gene stays hidden. The draw depends on the seed
 * and the set's id alone, and one seed shows the same genes first at every share: those of 10 % are among those of 20 %.
 */
export function maskSet(
  {setId, genes}: {setId: number; genes: readonly string[]},
  isKnown: (symbol: string) => boolean,
  protocol: Protocol,
  seed: number,
): SetParts {
  const ordered =
    protocol.order === 'stored'
      ? [...genes]
      : // Ascending first: the draw must not depend on the order a file happened to list the genes in.
        createRandom(seed, setId).shuffle(genes.toSorted());
  const known = ordered.filter(isKnown);
  if (known.length < LEAST_KNOWN_GENES) {
    throw new RangeError(
      `Set ${setId} has ${known.length} of ${genes.length} genes in the vocabulary; expected at least ${LEAST_KNOWN_GENES}.`,
    );
  }
  const shown = Math.min(shownCount(protocol, genes.length), known.length - 1);
  const prompt = new Set(known.slice(0, shown));
  return {
    promptGenes: known.slice(0, shown),
    heldOutGenes: ordered.filter(symbol => !prompt.has(symbol)),
  };
}

/** Genes shown of a set of n: Talk Can Cells? counts the end token as a gene, and shows one more than the share. */
function shownCount({order, shownShare}: Protocol, n: number): number {
  return order === 'stored' ? Math.floor(shownShare * (n + 1)) + 1 : promptSize(n, 1 - shownShare);
}
