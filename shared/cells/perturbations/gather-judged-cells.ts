// The cells of two files over the genes that both have: real ones, and those that somebody predicted.
import type {SparseRows} from '../../stats/sparse-rows.ts';
import {type CellMatrix, cellCount} from '../cell-matrix.ts';
import {drawSome, Rows} from '../gather-cells.ts';
import {normalizedBatches} from '../normalize.ts';
import type {DescribedCell} from './gather-perturbed-cells.ts';

export interface JudgedFile {
  matrix: CellMatrix;
  cells: readonly DescribedCell[];
}

/** Cells kept of a file. */
export interface JudgedCells {
  expression: SparseRows;
  described: DescribedCell[];
}

/** Genes of both files, in the order of the first; fails where there are none. */
export function sharedGenes(real: readonly string[], predicted: readonly string[]): string[] {
  const theirs = new Set(predicted);
  const shared = real.filter(symbol => theirs.has(symbol));
  if (shared.length > 0) return shared;
  throw new Error(
    `The files have no gene in common: the real cells have ${real.slice(0, 3).join(', ')} …, the predicted ones ${predicted.slice(0, 3).join(', ')} …. Use the same species and the same kind of names.`,
  );
}

/** Genes that a cell `isWanted` has; all genes of the matrix where all cells are wanted. */
export async function genesOf(
  {matrix, cells}: JudgedFile,
  isWanted: (cell: DescribedCell) => boolean,
): Promise<readonly string[]> {
  if (cells.every(isWanted)) return matrix.symbols;
  const isFound = new Uint8Array(matrix.symbols.length);
  for await (const {firstCell, offsets, genes} of matrix.batches()) {
    for (let i = 0; i + 1 < offsets.length; i++) {
      if (!isWanted(cells[firstCell + i])) continue;
      for (let at = offsets[i]; at < offsets[i + 1]; at++) isFound[genes[at]] = 1;
    }
  }
  return matrix.symbols.filter((_, gene) => isFound[gene] === 1);
}

/** Cells that `isWanted`, at most `maxCells` drawn at random, normalized over all genes, then cut to the shared ones. */
export async function gatherJudgedCells(
  {matrix, cells}: JudgedFile,
  genes: readonly string[],
  isWanted: (cell: DescribedCell) => boolean,
  {maxCells, seed}: {maxCells: number; seed: number},
): Promise<JudgedCells> {
  const rows = drawSome(
    Array.from(cells.keys()).filter(row => isWanted(cells[row])),
    maxCells,
    seed,
    0,
  );
  const wanted = new Set(rows);
  const places = new Map(genes.map((gene, place) => [gene, place]));
  const columnOf = matrix.symbols.map(symbol => places.get(symbol) ?? -1);
  const builder = new Rows();
  for await (const batch of normalizedBatches(matrix)) {
    for (let i = 0; i < cellCount(batch); i++) {
      if (!wanted.has(batch.firstCell + i)) continue;
      const kept = Array.from(
        {length: batch.offsets[i + 1] - batch.offsets[i]},
        (_, j) => batch.offsets[i] + j,
      ).filter(at => columnOf[batch.genes[at]] >= 0);
      const row = {
        firstCell: 0,
        offsets: Int32Array.of(0, kept.length),
        genes: Uint32Array.from(kept, at => columnOf[batch.genes[at]]),
        values: Float32Array.from(kept, at => batch.values[at]),
      };
      builder.add(row, 0);
    }
  }
  return {expression: builder.finish(genes.length), described: rows.map(row => cells[row])};
}
