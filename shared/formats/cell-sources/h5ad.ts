// AnnData, as h5ad files or Zarr folders: matrices in X, raw and layers, cells in obs, genes in var.
import type {CellLayer, CellSource} from '../../cells/import/cell-source.ts';
import type {ArrayStore} from './array-store.ts';
import {keepGeneExpression} from './gene-expression.ts';
import {openFrame} from './h5-frame.ts';
import {type OpenBuckets, openH5Matrix} from './h5-matrix.ts';

import {readFeatures} from './read-features.ts';

/** Whether an HDF5 file or a Zarr folder looks like AnnData. */
export async function isH5ad(file: ArrayStore): Promise<boolean> {
  return (await has(file, 'obs')) && (await has(file, 'var'));
}

async function has(file: ArrayStore, path: string): Promise<boolean> {
  return Boolean((await file.group(path)) ?? (await file.array(path)));
}

/** Opens AnnData; `symbolColumn`: the column of var with symbols, null to find it. */
export async function openH5ad(
  file: ArrayStore,
  symbolColumn: string | null,
  openBuckets: OpenBuckets,
): Promise<CellSource> {
  const obs = await openFrame(file, 'obs');
  const paths = await findMatrices(file);
  const open = async (name: string): Promise<CellLayer> => {
    const {matrix: path, frame} = paths.get(name)!;
    const matrix = (await openH5Matrix(file, path, openBuckets))!;
    const features = await readFeatures(
      file.path,
      await openFrame(file, frame),
      frame,
      symbolColumn,
    );
    checkShape(
      file.path,
      name,
      [matrix.cells, obs.index.length],
      [matrix.features, features.length],
    );
    return keepGeneExpression(file.path, {
      ...{name, features, isPresence: matrix.isPresence},
      ...{sample: matrix.sample, blocks: matrix.blocks},
    });
  };
  const opened = new Map<string, CellLayer>();
  return {
    path: file.path,
    kind: file.kind,
    cellIds: obs.index,
    columns: obs.columns,
    column: obs.column,
    layers: [...paths.keys()],
    async layer(name) {
      const layer = opened.get(name) ?? (await open(name));
      opened.set(name, layer);
      return layer;
    },
    close: async () => file.close(),
  };
}

/** Where each matrix is, and the frame of its features. */
async function findMatrices(file: ArrayStore) {
  const paths = new Map<string, {matrix: string; frame: string}>();
  if (await has(file, 'X')) paths.set('X', {matrix: 'X', frame: 'var'});
  if (await has(file, 'raw/X')) paths.set('raw', {matrix: 'raw/X', frame: 'raw/var'});
  for (const name of (await file.group('layers'))?.keys ?? []) {
    paths.set(`layers/${name}`, {matrix: `layers/${name}`, frame: 'var'});
  }
  return paths;
}

function checkShape(path: string, name: string, cells: [number, number], genes: [number, number]) {
  if (cells[0] === cells[1] && genes[0] === genes[1]) return;
  throw new Error(
    `${path}: ${name} has ${cells[0]} × ${genes[0]} values for ${cells[1]} cells in obs and ${genes[1]} genes in var; expected one row a cell and one column a gene. The file is damaged: copy or download it again.`,
  );
}
