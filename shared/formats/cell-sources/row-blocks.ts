// Gathers entries that come cell by cell into blocks of consecutive cells.
import type {SourceBlock} from '../../cells/import/cell-source.ts';

/** Entries of a block, but for the rest of its last cell. */
const BLOCK_ENTRIES = 1 << 20;

export class RowBlocks {
  #firstCell = 0;
  #ends: number[] = [];
  #features = new Int32Array(BLOCK_ENTRIES);
  #values = new Float32Array(BLOCK_ENTRIES);
  #size = 0;
  #full: SourceBlock[] = [];

  /** Takes an entry; cells never descend, and may be left out. */
  add(cell: number, feature: number, value: number): void {
    if (cell >= this.#firstCell + this.#ends.length) this.#startCell(cell);
    if (this.#size === this.#features.length) this.#grow();
    this.#features[this.#size] = feature;
    this.#values[this.#size++] = value;
    this.#ends[this.#ends.length - 1] = this.#size;
  }

  /** The blocks that are complete so far, once. */
  takeFull(): SourceBlock[] {
    return this.#full.splice(0);
  }

  /** What is left, up to the last of `cells` cells. */
  takeRest(cells: number): SourceBlock[] {
    if (cells > this.#firstCell + this.#ends.length) this.#startCell(cells - 1);
    if (this.#ends.length > 0) this.#finishBlock();
    return this.takeFull();
  }

  #startCell(cell: number): void {
    if (this.#size >= BLOCK_ENTRIES) this.#finishBlock();
    while (this.#firstCell + this.#ends.length <= cell) this.#ends.push(this.#size);
  }

  #finishBlock(): void {
    const offsets = Int32Array.from([0, ...this.#ends]);
    this.#full.push({
      ...{firstCell: this.#firstCell, offsets},
      features: this.#features.slice(0, this.#size),
      values: this.#values.slice(0, this.#size),
    });
    this.#firstCell += this.#ends.length;
    this.#ends = [];
    this.#size = 0;
  }

  #grow(): void {
    const [features, values] = [this.#features, this.#values];
    this.#features = new Int32Array(2 * features.length);
    this.#values = new Float32Array(2 * values.length);
    this.#features.set(features);
    this.#values.set(values);
  }
}
