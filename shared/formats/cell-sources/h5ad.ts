// AnnData files (.h5ad): matrices in X, raw and layers, cells in obs, genes in var.
import {keepGeneExpression} from './gene-expression.ts';
import {openFrame} from './h5-frame.ts';
import {type OpenBuckets, openH5Matrix} from './h5-matrix.ts';
import type {Hdf5File} from './hdf5.ts';
import type {LocalLayer, LocalSource} from './local-source.ts';
import {readFeatures} from './read-features.ts';

/** Whether an HDF5 file looks like AnnData. */
export function isH5ad(file: Hdf5File): boolean {
  return (
    Boolean(file.group('obs') || file.dataset('obs')) &&
    Boolean(file.group('var') || file.dataset('var'))
  );
}

/** Opens an h5ad file; `symbolColumn`: the column of var with symbols, null to find it. */
export function openH5ad(
  file: Hdf5File,
  symbolColumn: string | null,
  openBuckets: OpenBuckets,
): LocalSource {
  const obs = openFrame(file, 'obs');
  const paths = new Map<string, {matrix: string; frame: string}>();
  const has = (path: string) => Boolean(file.group(path) ?? file.dataset(path));
  if (has('X')) paths.set('X', {matrix: 'X', frame: 'var'});
  if (has('raw/X')) paths.set('raw', {matrix: 'raw/X', frame: 'raw/var'});
  for (const name of file.group('layers')?.keys() ?? []) {
    paths.set(`layers/${name}`, {matrix: `layers/${name}`, frame: 'var'});
  }
  const open = (name: string): LocalLayer => {
    const {matrix: path, frame} = paths.get(name)!;
    const matrix = openH5Matrix(file, path, openBuckets)!;
    const features = readFeatures(file.path, openFrame(file, frame), frame, symbolColumn);
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
  const opened = new Map<string, LocalLayer>();
  return {
    path: file.path,
    kind: 'h5ad file',
    cellIds: obs.index,
    columns: obs.columns,
    column: obs.column,
    layers: [...paths.keys()],
    layer(name) {
      const layer = opened.get(name) ?? open(name);
      opened.set(name, layer);
      return layer;
    },
    close: file.close,
  };
}

function checkShape(path: string, name: string, cells: [number, number], genes: [number, number]) {
  if (cells[0] === cells[1] && genes[0] === genes[1]) return;
  throw new Error(
    `${path}: ${name} has ${cells[0]} × ${genes[0]} values for ${cells[1]} cells in obs and ${genes[1]} genes in var; expected one row a cell and one column a gene. The file is damaged: copy or download it again.`,
  );
}
