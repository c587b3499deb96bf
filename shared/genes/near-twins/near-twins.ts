// Near-twins: pairs of gene sets so alike that one gives the other away. All of them are found, none is estimated.
// Prefix filtering, Chaudhuri, Ganti & Kaushik 2006 (ICDE); longer prefixes with several matches, Wang, Li & Feng
// 2012 (SIGMOD, "adaptive prefix filtering"): with genes ordered from rare to common, two sets that share at least
// t genes share at least k among the first n − t + k of each.
import type {GeneSetTable} from '../sets/gene-set-table.ts';
import {type OrderedSets, orderSets} from './order-sets.ts';
import {PREFIX_MATCHES, PrefixIndex} from './prefix-index.ts';
import {ProbeLimits} from './probe-limits.ts';
import {type TwinCriteria, twinOverlap} from './twin-criteria.ts';
import {UnionFind} from './union-find.ts';

/**
 * Clusters of sets linked by near-twins, directly or over others: the cluster of each row, from 0 in order of first
 * rows. Shape (S). `progress` gets the number of sets done.
 */
export function clusterNearTwins(
  table: GeneSetTable,
  criteria: TwinCriteria,
  progress: (done: number) => void = () => {},
): Int32Array {
  const search = new TwinSearch(orderSets(table), criteria);
  const sets = table.setIds.length;
  for (let place = 0; place < sets; place++) {
    search.join(place);
    if (place % 1024 === 0) progress(place);
  }
  progress(sets);
  return search.clusters.labels();
}

/** Joins sets, taken in order of size, with their near-twins among those before. */
class TwinSearch {
  readonly clusters: UnionFind;
  private readonly sets: OrderedSets;
  private readonly criteria: TwinCriteria;
  private readonly index: PrefixIndex;
  private readonly limits: ProbeLimits;
  /** Prefix genes in common with each place, zero between sets. Shape (S). */
  private readonly matches: Uint16Array | Int32Array;
  private readonly candidates: Int32Array;
  /** Place of the last set that held each gene. Shape (G). */
  private readonly marks: Int32Array;

  constructor(sets: OrderedSets, criteria: TwinCriteria) {
    const count = sets.rows.length;
    this.sets = sets;
    this.criteria = criteria;
    this.clusters = new UnionFind(count);
    this.index = new PrefixIndex(sets, criteria);
    this.limits = new ProbeLimits(sets, criteria);
    // Half the memory to jump about in, where counts of genes fit.
    this.matches = sets.ranks < 0x10000 ? new Uint16Array(count) : new Int32Array(count);
    this.candidates = new Int32Array(count);
    this.marks = new Int32Array(sets.ranks).fill(-1);
  }

  /** Joins the set at `place`, and lets later ones find it. */
  join(place: number): void {
    const {offsets, genes, rows} = this.sets;
    const {matches, candidates, marks, clusters} = this;
    const [start, end] = [offsets[place], offsets[place + 1]];
    const found = this.collectCandidates(start, end);
    for (let i = start; i < end; i++) marks[genes[i]] = place;
    for (let i = 0; i < found; i++) {
      const other = candidates[i];
      const overlap = twinOverlap(offsets[other + 1] - offsets[other], end - start, this.criteria);
      if (matches[other] < Math.min(PREFIX_MATCHES, overlap)) continue;
      if (clusters.find(rows[place]) === clusters.find(rows[other])) continue;
      if (this.sharesAtLeast(overlap, other, place)) clusters.join(rows[place], rows[other]);
    }
    // Cheaper than to remember every place that was touched: most share a gene or two.
    const {limits, firstPlaces} = this.limits.ofSize(end - start);
    if (limits.length > 0) matches.fill(0, firstPlaces[firstPlaces.length - 1], limits[0]);
    this.index.add(place);
  }

  /** Puts the places that share enough first genes with genes[start..end-1] into `candidates`; returns their number. */
  private collectCandidates(start: number, end: number): number {
    const {limits, firstPlaces, leastMatches} = this.limits.ofSize(end - start);
    let found = 0;
    for (let i = 0; i < limits.length; i++) {
      const gene = this.sets.genes[start + i];
      for (let band = firstPlaces.length - 1; band >= 0; band--) {
        if (firstPlaces[band] >= limits[i]) break;
        const list = this.index.listOf(gene, band);
        found = this.countMatches(list, firstPlaces[band], limits[i], leastMatches, found);
      }
    }
    return found;
  }

  /** Counts a match with the places first..limit-1 of a list; those that reach `least` become candidates. */
  private countMatches(
    list: number,
    first: number,
    limit: number,
    least: number,
    found: number,
  ): number {
    const {matches, candidates, index} = this;
    const {places} = index;
    const end = index.ends[list];
    let total = found;
    for (let j = index.startFrom(list, first); j < end; j++) {
      const place = places[j];
      if (place >= limit) break;
      if (++matches[place] === least) candidates[total++] = place;
    }
    return total;
  }

  /** Whether at least `overlap` genes of the set at `other` are marked; stops as soon as that is settled. */
  private sharesAtLeast(overlap: number, other: number, mark: number): boolean {
    const {offsets, genes} = this.sets;
    const [start, end] = [offsets[other], offsets[other + 1]];
    let missing = end - start - overlap;
    for (let i = start; i < end && missing >= 0; i++) {
      if (this.marks[genes[i]] !== mark) missing--;
    }
    return missing >= 0;
  }
}
