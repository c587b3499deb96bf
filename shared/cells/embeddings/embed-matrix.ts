// Embeds all cells of a matrix, batch by batch, as rows of a table.
import type {CellBatch} from '../cell-matrix.ts';

export interface EmbeddedRow {
  method: string;
  /** Row of the cell in the matrix. */
  cell: number;
  cellId: string;
  embedding: number[];
}

/** What places cells. */
export interface Embedder {
  /** Numbers of an embedding. */
  dimensions: number;
  /** Embeddings of the batch's cells. Shape (cells, dimensions), row-major. */
  embed(
    batch: CellBatch,
    onProgress?: (cells: number) => void,
  ): Promise<Float32Array> | Float64Array;
}

/** One row a cell, in the order of the matrix. `cells`: names of all its cells. */
export async function embedMatrix(
  batches: AsyncIterable<CellBatch>,
  cells: readonly {cellId: string}[],
  {dimensions, embed}: Embedder,
  {method, onProgress}: {method: string; onProgress?: (cells: number) => void},
): Promise<EmbeddedRow[]> {
  const rows: EmbeddedRow[] = [];
  for await (const batch of batches) {
    const values = await embed(batch, cells => onProgress?.(rows.length + cells));
    for (let from = 0; from < values.length; from += dimensions) {
      const cell = rows.length;
      const embedding = Array.from(values.subarray(from, from + dimensions));
      rows.push({method, cell, cellId: cells[cell].cellId, embedding});
    }
    onProgress?.(rows.length);
  }
  return rows;
}
