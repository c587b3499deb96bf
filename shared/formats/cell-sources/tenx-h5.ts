// 10x Genomics' HDF5 matrices, of Cell Ranger 3 and later (`matrix`) and of 2 (a group named after the genome).
// They store genes × cells by columns, which is cells × genes by rows.
import type {Feature} from '../../cells/import/cell-source.ts';
import {damaged} from '../check-index.ts';
import {keepGeneExpression} from './gene-expression.ts';
import {compressedMatrix, rowMatrix} from './h5-matrix.ts';
import {type Hdf5File, readNumbers, readShape, readTexts} from './hdf5.ts';
import type {LocalSource} from './local-source.ts';

/** The groups of an HDF5 file that hold a 10x matrix. */
export function find10xGroups(file: Hdf5File): string[] {
  const names = file.group('/')?.keys() ?? [];
  return names.filter(name =>
    ['barcodes', 'indptr'].every(part => file.group(name)?.keys().includes(part)),
  );
}

/** Opens the one matrix of a 10x file. */
export function open10xH5(file: Hdf5File, groups: readonly string[]): LocalSource {
  if (groups.length !== 1) {
    throw new Error(
      `${file.path}: found matrices of ${groups.length} genomes (${groups.join(', ')}); expected one. Write the one of human genes to a file of its own.`,
    );
  }
  const [group] = groups;
  const texts = (name: string) => {
    const dataset = file.dataset(`${group}/${name}`);
    return dataset && readTexts(file.path, dataset).map(String);
  };
  const cellIds = texts('barcodes') ?? [];
  const features = readFeatures(file.path, texts);
  const shape = file.dataset(`${group}/shape`);
  const [rows, columns] = shape
    ? readShape(file.path, group, readNumbers(file.path, shape, 0, 2))
    : [features.length, cellIds.length];
  if (rows !== features.length || columns !== cellIds.length) {
    throw new Error(
      `${file.path}: the matrix has ${rows} × ${columns} values for ${features.length} features and ${cellIds.length} barcodes; expected features × barcodes. The file is damaged: copy or download it again.`,
    );
  }
  const matrix = rowMatrix(compressedMatrix(file, group, true, columns, rows));
  const layer = keepGeneExpression(file.path, {name: 'matrix', features, ...pick(matrix)});
  return {
    path: file.path,
    kind: '10x HDF5 file',
    cellIds,
    columns: [],
    column: () => [],
    layers: ['matrix'],
    layer: () => layer,
    close: file.close,
  };
}

function pick({isPresence, sample, blocks}: ReturnType<typeof rowMatrix>) {
  return {isPresence, sample, blocks};
}

function readFeatures(path: string, texts: (name: string) => string[] | undefined): Feature[] {
  const names = texts('features/name') ?? texts('gene_names');
  const ids = texts('features/id') ?? texts('genes');
  if (!names || !ids) {
    throw new Error(
      `${path}: found no names of features; expected features/name and features/id, or gene_names and genes, as Cell Ranger writes them`,
    );
  }
  const types = texts('features/feature_type');
  for (const [name, {length}] of Object.entries({ids, types: types ?? names})) {
    if (length === names.length) continue;
    throw damaged(path, `${name} of features`, `${length} texts`, `${names.length}, one a feature`);
  }
  return names.map((name, row) => ({name, id: ids[row], kind: types?.[row]}));
}
