// For each gene the sets that hold it among their first genes, by which larger sets find them (see near-twins.ts).
// Lists are kept in bands: the later a gene stands in a set, the nearer in size must be those that it leads to.
import type {OrderedSets} from './order-sets.ts';
import {type TwinCriteria, twinOverlap} from './twin-criteria.ts';

/** k: more matches leave fewer pairs to compare, for longer prefixes. Fastest of 5, 7, 10, 16 on 257,212 sets. */
export const PREFIX_MATCHES = 10;
/** Largest ratio of sizes, larger ÷ smaller, that the entries of each band are good for. */
export const BAND_RATIOS = [1.2, 1.4, Number.POSITIVE_INFINITY];

/** Lists of places, one a gene and band, in order of size; places are added in that order too. */
export class PrefixIndex {
  /** How far each list is filled. Shape (G · bands). */
  readonly ends: Int32Array;
  readonly places: Int32Array;
  private readonly starts: Int32Array;
  private readonly sets: OrderedSets;
  private readonly criteria: TwinCriteria;
  private size = -1;
  private bands = new Uint8Array(0);

  constructor(sets: OrderedSets, criteria: TwinCriteria) {
    this.sets = sets;
    this.criteria = criteria;
    const lists = sets.ranks * BAND_RATIOS.length;
    const lengths = new Int32Array(lists + 1);
    this.visit(0, sets.rows.length, list => {
      lengths[list + 1]++;
    });
    for (let list = 0; list < lists; list++) lengths[list + 1] += lengths[list];
    this.starts = lengths.slice(0, lists);
    this.ends = this.starts.slice();
    this.places = new Int32Array(lengths[lists]);
  }

  /** Number of the list of a gene and band. */
  listOf(gene: number, band: number): number {
    return gene * BAND_RATIOS.length + band;
  }

  add(place: number): void {
    this.visit(place, place + 1, list => {
      this.places[this.ends[list]++] = place;
    });
  }

  /** Where a list's places from `place` on begin; the place never falls from call to call. */
  startFrom(list: number, place: number): number {
    let start = this.starts[list];
    const end = this.ends[list];
    while (start < end && this.places[start] < place) start++;
    this.starts[list] = start;
    return start;
  }

  /** Calls `use` with the list of every first gene of the sets at first..end-1. */
  private visit(first: number, end: number, use: (list: number) => void): void {
    const {offsets, genes} = this.sets;
    for (let place = first; place < end; place++) {
      const start = offsets[place];
      const bands = this.bandsOf(offsets[place + 1] - start);
      for (let i = 0; i < bands.length; i++) use(this.listOf(genes[start + i], bands[i]));
    }
  }

  /** Band of each gene by which sets of `size` are found from larger ones, in order. */
  private bandsOf(size: number): Uint8Array {
    if (size === this.size) return this.bands;
    const {minJaccard, minSizeRatio} = this.criteria;
    const bands: number[] = [];
    let larger = Math.ceil(size / Math.min(minJaccard, minSizeRatio)) + 1;
    for (let i = 0; i < size; i++) {
      const reach = size + PREFIX_MATCHES - 1 - i;
      while (larger >= size && twinOverlap(size, larger, this.criteria) > reach) larger--;
      if (larger < size) break;
      bands.push(BAND_RATIOS.findIndex(ratio => larger <= ratio * size));
    }
    this.size = size;
    this.bands = Uint8Array.from(bands);
    return this.bands;
  }
}
