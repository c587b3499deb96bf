// Refuses paths of cells that are not there, before any work.
import {existsSync} from 'node:fs';
import {UserError} from '../pipeline/problem.ts';

/** Fails for a path that is not there. */
export function requireCells(path: string): void {
  if (existsSync(path)) return;
  throw new UserError(
    `${path}: no such file or folder, expected an .h5ad file, a 10x .h5 file, or the folder of a 10x matrix or of a Zarr store`,
  );
}
