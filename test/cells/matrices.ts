// Small random matrices of cells, and batches made of dense rows.
import type {CellBatch} from '../../shared/cells/cell-matrix.ts';
import {createRandom} from '../../shared/stats/random.ts';

/** Dense counts, cells × genes; many zeros and many ties. */
export function randomRows(cells: number, genes: number, seed: number): number[][] {
  const random = createRandom(seed);
  return Array.from({length: cells}, () =>
    Array.from({length: genes}, () => (random.int(3) > 0 ? 0 : 1 + random.int(4))),
  );
}

/** Dense rows as one batch. */
export function batchOf(rows: readonly (readonly number[])[], firstCell = 0): CellBatch {
  const [genes, values, offsets] = [[] as number[], [] as number[], [0]];
  for (const row of rows) {
    row.forEach((value, gene) => {
      if (value === 0) return;
      genes.push(gene);
      values.push(value);
    });
    offsets.push(genes.length);
  }
  return {
    firstCell,
    offsets: Int32Array.from(offsets),
    genes: Uint16Array.from(genes),
    values: Float32Array.from(values),
  };
}

/** The rows of batches as lists of [gene, value]. */
export function entriesOf({offsets, genes, values}: CellBatch): [number, number][][] {
  return Array.from({length: offsets.length - 1}, (_, row) =>
    Array.from(genes.subarray(offsets[row], offsets[row + 1]), (gene, i) => [
      gene,
      values[offsets[row] + i],
    ]),
  );
}

export async function* stream<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

/** Copies of all items, as who gives them may use their arrays again. */
export async function gather<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(structuredClone(item));
  return list;
}
