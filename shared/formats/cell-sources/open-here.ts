// Opens single-cell data whatever its format, in this thread: an h5ad file, a 10x HDF5 file, or the files of a 10x folder.
import {rmSync} from 'node:fs';
import {basename, join} from 'node:path';
import type {CellSource} from '../../cells/import/cell-source.ts';
import {CellBuckets} from './cell-buckets.ts';
import type {OpenBuckets} from './h5-matrix.ts';
import {isH5ad, openH5ad} from './h5ad.ts';
import {openHdf5} from './hdf5.ts';
import {withThreads} from './hdf5-threads.ts';
import {isMuData, refuseHdf5, refuseOther} from './refuse-kind.ts';
import {find10xFiles, open10xFolder} from './tenx-folder.ts';
import {find10xGroups, open10xH5} from './tenx-h5.ts';
import {openZarr} from './zarr.ts';
import {findZarr} from './zarr-files.ts';

export interface OpenOptions {
  /** Column of var that holds symbols; null to find it. */
  symbolColumn: string | null;
  /** A folder for what does not fit into memory; left empty after `close`. */
  scratch: string;
}

/** Opens the source made of `paths`: one HDF5 file, or the files of a 10x folder. */
export async function openHere(
  paths: readonly string[],
  {symbolColumn, scratch}: OpenOptions,
): Promise<CellSource> {
  const {openBuckets, closeAll} = bucketShelf(scratch);
  const hdf5 = paths.filter(path => /\.(h5ad|h5|hdf5)$/i.test(path));
  const zarr = findZarr(paths);
  if (zarr !== undefined) return openZarrHere(zarr, symbolColumn, openBuckets, closeAll);
  const folder = find10xFiles(paths);
  const is10x = folder.matrix.length > 0 || folder.barcodes.length > 0;
  const [file] = hdf5.length > 0 ? hdf5 : paths;
  if (hdf5.length > 1 || (hdf5.length > 0 && is10x)) {
    const names = paths.map(path => basename(path)).slice(0, 5);
    throw new Error(
      `found ${names.join(', ')}; expected one .h5ad or .h5 file, or one 10x folder. Name one file with --set import-cells.source=FILE.`,
    );
  }
  const source = is10x
    ? await open10xFolder(folder, openBuckets)
    : await openFile(file, symbolColumn, openBuckets);
  const close = async () => {
    await source.close();
    closeAll();
  };
  return {...source, close};
}

async function openZarrHere(
  path: string,
  symbolColumn: string | null,
  openBuckets: OpenBuckets,
  closeAll: () => void,
): Promise<CellSource> {
  const store = await openZarr(path);
  if (!(await isH5ad(store))) throw await refuseHdf5(store);
  return {...(await openH5ad(store, symbolColumn, openBuckets)), close: async () => closeAll()};
}

async function openFile(
  path: string,
  symbolColumn: string | null,
  openBuckets: OpenBuckets,
): Promise<CellSource> {
  await refuseOther(path);
  const file = withThreads(await openHdf5(path));
  try {
    if (await isMuData(file)) throw await refuseHdf5(file);
    if (await isH5ad(file)) return await openH5ad(file, symbolColumn, openBuckets);
    const groups = await find10xGroups(file);
    if (groups.length > 0) return await open10xH5(file, groups);
    throw await refuseHdf5(file);
  } catch (error) {
    file.close();
    throw error;
  }
}

/** Files of buckets in `scratch`, as many as are asked for. */
function bucketShelf(scratch: string) {
  const open: CellBuckets[] = [];
  const openBuckets: OpenBuckets = (cells, entries) => {
    const path = join(scratch, `transposed-${open.length}.bin`);
    rmSync(path, {force: true});
    const buckets = new CellBuckets(path, cells, entries);
    open.push(buckets);
    return buckets;
  };
  return {openBuckets, closeAll: () => open.splice(0).forEach(buckets => void buckets.close())};
}
