// Cuts a stream of cells into batches whose ends depend on the cells alone, so that equal cells give equal files.
import type {GeneLists} from '../cell-matrix.ts';
import {type BatchArrays, SpareArrays} from './spare-arrays.ts';

/** A batch ends with the cell that brings it to either: about 6 MB, and few enough cells to skip through. */
const BATCH_VALUES = 1 << 20;
const BATCH_CELLS = 8192;

type Batch = GeneLists & {values?: Float32Array};

/**
 * Cells pass through unchanged and in order; the last batch may be smaller. The arrays of a batch hold until the one
 * after the next is asked for.
 */
export async function* rebatch<B extends Batch>(
  batches: AsyncIterable<B>,
  dictionarySize: number,
  limits = {values: BATCH_VALUES, cells: BATCH_CELLS},
): AsyncGenerator<B> {
  const spare = new SpareArrays(dictionarySize);
  let open: OpenBatch<B> | undefined;
  for await (const batch of batches) {
    for (let row = 0; row < batch.offsets.length - 1; ) {
      open ??= new OpenBatch(batch, row, spare, limits);
      row = open.add(batch, row);
      if (!open.isFull) continue;
      yield open.close();
      open = undefined;
    }
  }
  if (open) yield open.close();
}

/** A batch that cells are added to, in arrays taken from `spare`. */
class OpenBatch<B extends Batch> {
  readonly #first: B;
  readonly #firstCell: number;
  readonly #limits: {values: number; cells: number};
  readonly #spare: SpareArrays;
  readonly #offsets = [0];
  #arrays: BatchArrays;

  constructor(first: B, row: number, spare: SpareArrays, limits: {values: number; cells: number}) {
    this.#first = first;
    this.#firstCell = first.firstCell + row;
    this.#limits = limits;
    this.#spare = spare;
    this.#arrays = spare.take(limits.values);
  }

  get #size(): number {
    return this.#offsets[this.#offsets.length - 1];
  }

  get isFull(): boolean {
    return this.#size >= this.#limits.values || this.#offsets.length > this.#limits.cells;
  }

  /** Adds cells from `row` on until it is full; returns the row after them. */
  add({offsets, genes, values}: B, row: number): number {
    const at = this.#size;
    let next = row;
    while (next < offsets.length - 1 && !this.isFull) {
      this.#offsets.push(at + offsets[++next] - offsets[row]);
    }
    if (this.#size > this.#arrays.genes.length) this.#arrays = this.#spare.grow(this.#size, at);
    this.#arrays.genes.set(genes.subarray(offsets[row], offsets[next]), at);
    if (values) this.#arrays.values.set(values.subarray(offsets[row], offsets[next]), at);
    return next;
  }

  close(): B {
    const {genes, values} = this.#arrays;
    return {
      ...this.#first,
      firstCell: this.#firstCell,
      offsets: Int32Array.from(this.#offsets),
      genes: genes.subarray(0, this.#size),
      ...(this.#first.values && {values: values.subarray(0, this.#size)}),
    };
  }
}
