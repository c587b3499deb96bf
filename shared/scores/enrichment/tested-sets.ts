// Gene sets as an over-representation test sees them: narrowed to the background, the empty ones left out.
import {offsetsOf} from '../../stats/offsets-of.ts';
import {type PopularityBins, popularityBins} from '../popularity-bins.ts';

/** Named gene sets. Genes are places in `symbols`, of length V; place 0 is no gene. */
export interface NamedSets {
  symbols: readonly string[];
  /** The genes of set i lie from offsets[i] to offsets[i + 1], each once. Shape (S + 1). */
  offsets: ArrayLike<number>;
  genes: Int32Array;
  /** Library and name of each set. Length S. */
  titles: readonly SetTitle[];
}

export interface SetTitle {
  library: string;
  name: string;
}

export interface TestedSets extends NamedSets {
  genes: Int32Array;
  offsets: Int32Array;
  /** 1 for genes of the background. Shape (V). */
  holds: Uint8Array;
  /** Genes of the background. */
  backgroundSize: number;
  /** The sets that hold gene g lie in `holders` from holderOffsets[g] to holderOffsets[g + 1], ascending. */
  holderOffsets: Int32Array;
  holders: Int32Array;
  /** The background's genes by the number of these sets that hold them. */
  bins: PopularityBins;
}

export interface TestOptions {
  /** Libraries whose sets are tested; all by default. */
  libraries?: ReadonlySet<string>;
  /** Genes that could have been drawn; by default all genes of the sets tested. */
  background?: Iterable<number>;
}

/** Narrows sets to libraries and to a background. */
export function narrowSets(sets: NamedSets, {libraries, background}: TestOptions = {}): TestedSets {
  const V = sets.symbols.length;
  const isChosen = Uint8Array.from(sets.titles, ({library}) => {
    return !libraries || libraries.has(library) ? 1 : 0;
  });
  const holds = background ? new Uint8Array(V) : markMembers(sets, isChosen);
  for (const gene of background ?? []) holds[gene] = 1;
  holds[0] = 0;
  const {kept, offsets, genes} = keepGenes(sets, isChosen, holds);
  const counts = new Int32Array(V);
  for (const gene of genes) counts[gene]++;
  return {
    ...{symbols: sets.symbols, titles: kept.map(set => sets.titles[set]), offsets, genes, holds},
    backgroundSize: holds.reduce((sum, held) => sum + held, 0),
    ...holdersOf(offsets, genes, counts),
    bins: popularityBins(counts, holds),
  };
}

/** 1 for genes of the chosen sets. Plain loops, here and below: a corpus has tens of millions of memberships. */
function markMembers({symbols, offsets, genes}: NamedSets, isChosen: Uint8Array): Uint8Array {
  const marks = new Uint8Array(symbols.length);
  for (let set = 0; set < isChosen.length; set++) {
    if (isChosen[set] === 0) continue;
    for (let i = offsets[set]; i < offsets[set + 1]; i++) marks[genes[i]] = 1;
  }
  return marks;
}

/** The chosen sets that hold a gene of the background, narrowed to it. */
function keepGenes({offsets, genes}: NamedSets, isChosen: Uint8Array, holds: Uint8Array) {
  const kept: number[] = [];
  const ends = [0];
  const held = new Int32Array(genes.length);
  let end = 0;
  for (let set = 0; set < isChosen.length; set++) {
    if (isChosen[set] === 0) continue;
    const start = end;
    for (let i = offsets[set]; i < offsets[set + 1]; i++) {
      if (holds[genes[i]] === 1) held[end++] = genes[i];
    }
    if (end === start) continue;
    kept.push(set);
    ends.push(end);
  }
  return {
    kept,
    offsets: Int32Array.from(ends),
    genes: end < held.length ? held.slice(0, end) : held,
  };
}

/** Genes of one set, a view. */
export function genesOf({offsets, genes}: Pick<NamedSets, 'offsets' | 'genes'>, set: number) {
  return genes.subarray(offsets[set], offsets[set + 1]);
}

/** Sets that hold a gene, a view; ascending. */
export function holdersOfGene({holderOffsets, holders}: TestedSets, gene: number): Int32Array {
  return holders.subarray(holderOffsets[gene], holderOffsets[gene + 1]);
}

/** The genes of a list that each set shares, in the list's order; sets that share none are not among the keys. */
export function sharedGenes(tested: TestedSets, genes: Iterable<number>): Map<number, number[]> {
  const shared = new Map<number, number[]>();
  for (const gene of genes) {
    for (const set of holdersOfGene(tested, gene)) {
      const own = shared.get(set);
      if (own) own.push(gene);
      else shared.set(set, [gene]);
    }
  }
  return shared;
}

function holdersOf(offsets: Int32Array, genes: Int32Array, counts: Int32Array) {
  const holderOffsets = offsetsOf(counts);
  const next = holderOffsets.slice();
  const holders = new Int32Array(genes.length);
  for (let set = 0; set < offsets.length - 1; set++) {
    for (let i = offsets[set]; i < offsets[set + 1]; i++) holders[next[genes[i]]++] = set;
  }
  return {holderOffsets, holders};
}
