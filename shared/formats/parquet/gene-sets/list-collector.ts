// Collects lists of texts from the pages of a column: their offsets, and their values as places in one dictionary.
// https://parquet.apache.org/docs/file-format/nestedencoding/
import type {GeneSetTable} from '../../../genes/sets/gene-set-table.ts';
import {sortDictionary} from './dictionary.ts';

export type Lists = Pick<GeneSetTable, 'symbols' | 'offsets' | 'genes'>;

export class ListCollector {
  private readonly offsets: Int32Array;
  private readonly values: Int32Array;
  private readonly placeOf = new Map<string, number>();
  private rows = 0;
  private length = 0;

  /** `entries`: values of all lists; an empty or null list counts as one. */
  constructor(rows: number, entries: number) {
    this.offsets = new Int32Array(rows + 1);
    this.values = new Int32Array(entries);
  }

  /** The place of each text among all texts seen. */
  intern(texts: readonly string[]): Int32Array {
    return Int32Array.from(texts, text => {
      const place = this.placeOf.get(text) ?? this.placeOf.size;
      this.placeOf.set(text, place);
      return place;
    });
  }

  /**
   * Appends the lists of a page. Definition levels: `empty` is that of an empty list, below it of a null list; the
   * highest is that of a value, left out where all have it.
   */
  append(
    levels: {
      repetitionLevels: ArrayLike<number>;
      definitionLevels: ArrayLike<number> | undefined;
    },
    places: Int32Array,
    empty: number,
    highest: number,
  ): void {
    const {repetitionLevels, definitionLevels} = levels;
    const allPresent = !definitionLevels?.length;
    if (this.rows === 0 && repetitionLevels[0] > 0) throw new Error('its first list has no start');
    let next = 0;
    for (let i = 0; i < repetitionLevels.length; i++) {
      if (repetitionLevels[i] === 0) this.offsets[this.rows++] = this.length;
      const level = allPresent ? highest : definitionLevels[i];
      if (level === highest) this.values[this.length++] = places[next++];
      else if (level !== empty)
        throw new Error(`row ${this.rows} is or holds null, expected a list of texts`);
    }
    if (next !== places.length) throw new Error('a page has values without levels');
    if (places.includes(-1)) throw new Error('a value lies outside its dictionary');
  }

  /** All lists, over a dictionary in ascending order of those texts that are in use. */
  finish(): Lists {
    const {rows, length} = this;
    if (rows + 1 !== this.offsets.length) {
      throw new Error(`found ${rows} rows, its footer says ${this.offsets.length - 1}`);
    }
    this.offsets[rows] = length;
    const genes = length < this.values.length ? this.values.slice(0, length) : this.values;
    const {texts, codeOf} = sortDictionary([...this.placeOf.keys()], genes);
    for (let i = 0; i < genes.length; i++) genes[i] = codeOf[genes[i]];
    return {symbols: texts, offsets: this.offsets, genes};
  }
}
