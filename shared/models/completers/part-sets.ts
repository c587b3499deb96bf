// The questions that a protocol makes of test sets: tokens shown and hidden, and which genes are ranked.
import {canMask, maskSet} from '../../genes/tokens/mask-set.ts';
import type {Protocol} from '../../genes/tokens/masking-protocols.ts';

/** A test set in stored order; where an older version is known, its genes come first. */
export interface TestSet {
  setId: number;
  library: string;
  name: string;
  genes: readonly string[];
  /** How many of the first genes are those of the older version. */
  oldGenes?: number;
}

/** A set parted as a protocol says; genes are tokens. */
export interface PartedSet extends Omit<TestSet, 'genes' | 'oldGenes'> {
  prompt: Int32Array;
  heldOut: Int32Array;
  /** Symbols of hidden genes without a token. */
  outsideGenes: string[];
  /** The genes that are ranked, the prompt's among them; absent where all of the vocabulary are. */
  candidates?: Int32Array;
}

/** Token of each gene's symbol. */
export type GeneTokens = ReadonlyMap<string, number>;

/** The sets that have enough known genes for the protocol, in order. */
export function askableSets(
  sets: readonly TestSet[],
  tokens: GeneTokens,
  protocol: Protocol,
): TestSet[] {
  return sets.filter(set => canMask(set, symbol => tokens.has(symbol), protocol));
}

/** Parts every set; each must have enough known genes. One seed parts a set alike whatever the other sets are. */
export function partSets(
  sets: readonly TestSet[],
  tokens: GeneTokens,
  protocol: Protocol,
  seed: number,
): PartedSet[] {
  const parted = sets.map(set => partSet(set, tokens, protocol, seed));
  if (protocol.background !== 'library') return parted;
  const genes = new Map<string, Set<number>>();
  for (const {library, prompt, heldOut} of parted) {
    const own = genes.get(library) ?? new Set();
    for (const token of prompt) own.add(token);
    for (const token of heldOut) own.add(token);
    genes.set(library, own);
  }
  const candidates = new Map(
    Array.from(genes, ([library, own]) => [library, Int32Array.from(own).sort()]),
  );
  return parted.map(set => ({...set, candidates: candidates.get(set.library)!}));
}

function partSet(
  {genes, oldGenes = 0, ...set}: TestSet,
  tokens: GeneTokens,
  protocol: Protocol,
  seed: number,
): PartedSet {
  const isKnown = (symbol: string) => tokens.has(symbol);
  const parts = maskSet({setId: set.setId, genes, oldGenes}, isKnown, protocol, seed);
  const tokensOf = (symbols: string[]) => Int32Array.from(symbols, symbol => tokens.get(symbol)!);
  return {
    ...set,
    prompt: tokensOf(parts.promptGenes),
    heldOut: tokensOf(parts.heldOutGenes.filter(isKnown)),
    outsideGenes: parts.heldOutGenes.filter(symbol => !isKnown(symbol)),
  };
}
