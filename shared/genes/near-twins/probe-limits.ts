// Which smaller sets a set must look at, gene by gene: with a set of size a it shares some of its first n − t(a) + k
// genes, so its i-th gene leads only to sets small enough that t(a) < n + k − i.
import type {OrderedSets} from './order-sets.ts';
import {BAND_RATIOS, PREFIX_MATCHES} from './prefix-index.ts';
import {ceil, type TwinCriteria, twinOverlap} from './twin-criteria.ts';

export interface Limits {
  /** For each gene to look up, in order, the place before which its sets are small enough. Shape (genes). */
  limits: Int32Array;
  /** Place of the first set of each band that is large enough; falls from band to band. Shape (bands). */
  firstPlaces: Int32Array;
  /** Matches that any set among them needs. */
  leastMatches: number;
}

/** The limits for each size of a set, remembered for the last. */
export class ProbeLimits {
  private readonly criteria: TwinCriteria;
  /** Place behind the last set of each size. Shape (largest size + 1). */
  private readonly endOfSize: Int32Array;
  private size = -1;
  private last: Limits = {
    limits: new Int32Array(0),
    firstPlaces: new Int32Array(0),
    leastMatches: PREFIX_MATCHES,
  };

  constructor({offsets, rows}: OrderedSets, criteria: TwinCriteria) {
    this.criteria = criteria;
    const count = rows.length;
    const largest = count === 0 ? 0 : offsets[count] - offsets[count - 1];
    this.endOfSize = new Int32Array(largest + 1);
    for (let place = 0; place < count; place++) {
      this.endOfSize[offsets[place + 1] - offsets[place]] = place + 1;
    }
    for (let size = 1; size <= largest; size++) {
      this.endOfSize[size] ||= this.endOfSize[size - 1];
    }
  }

  /** The limits for sets of `size` genes. */
  ofSize(size: number): Limits {
    if (size !== this.size) {
      this.size = size;
      this.last = {
        limits: this.limitsFor(size),
        firstPlaces: this.firstPlacesFor(size),
        leastMatches: this.leastMatchesFor(size),
      };
    }
    return this.last;
  }

  private limitsFor(size: number): Int32Array {
    const minSize = this.minSize(size);
    const limits: number[] = [];
    let other = size;
    for (let i = 0; i < size; i++) {
      const reach = size + PREFIX_MATCHES - 1 - i;
      while (other >= minSize && twinOverlap(other, size, this.criteria) > reach) other--;
      if (other < minSize) break;
      limits.push(this.endOfSize[other]);
    }
    return Int32Array.from(limits);
  }

  private firstPlacesFor(size: number): Int32Array {
    const minSize = this.minSize(size);
    return Int32Array.from(BAND_RATIOS, ratio => {
      const least = Math.max(1, minSize, ceil(size / ratio));
      return this.endOfSize[least - 1];
    });
  }

  private leastMatchesFor(size: number): number {
    let least = PREFIX_MATCHES;
    for (let other = this.minSize(size); other <= size; other++) {
      least = Math.min(least, twinOverlap(other, size, this.criteria));
    }
    return least;
  }

  private minSize(size: number): number {
    const {minJaccard, minSizeRatio} = this.criteria;
    return ceil(Math.min(minJaccard, minSizeRatio) * size);
  }
}
