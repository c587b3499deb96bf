// Arrays for batches, used again by turns: to ask for new memory takes longer than to fill it.
import {newIds} from '../../genes/tokens/token-shard.ts';

export interface BatchArrays {
  /** Places in a dictionary. */
  genes: Uint16Array | Uint32Array;
  values: Float32Array;
}

/** Two pairs of arrays, so that one batch can be written to disk while the next one is made. */
export class SpareArrays {
  readonly #dictionarySize: number;
  readonly #pairs: BatchArrays[] = [];

  constructor(dictionarySize: number) {
    this.#dictionarySize = dictionarySize;
  }

  /** Arrays of `size` or more, with anything in them: those of the call before the last one, where they are long enough. */
  take(size: number): BatchArrays {
    const oldest = this.#pairs.length < 2 ? undefined : this.#pairs.shift();
    const fits = oldest !== undefined && oldest.values.length >= size;
    const pair = fits ? oldest : newArrays(size, this.#dictionarySize);
    this.#pairs.push(pair);
    return pair;
  }

  /** The arrays taken last, with room for `size` and more; their first `filled` entries stay. */
  grow(size: number, filled: number): BatchArrays {
    const small = this.#pairs.pop()!;
    const pair = newArrays(2 * size, this.#dictionarySize);
    pair.genes.set(small.genes.subarray(0, filled));
    pair.values.set(small.values.subarray(0, filled));
    this.#pairs.push(pair);
    return pair;
  }
}

/** Arrays that nobody else has. */
export function newArrays(size: number, dictionarySize: number): BatchArrays {
  return {genes: newIds(size, dictionarySize), values: new Float32Array(size)};
}
