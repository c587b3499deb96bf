// 10x Genomics' HDF5 matrices, of Cell Ranger 3 and later (`matrix`) and of 2 (a group named after the genome).
// They store genes × cells by columns, which is cells × genes by rows.
import type {CellSource, Feature} from '../../cells/import/cell-source.ts';
import {damaged} from '../check-index.ts';
import {type ArrayStore, readShape} from './array-store.ts';
import {keepGeneExpression} from './gene-expression.ts';
import {compressedMatrix, rowMatrix} from './h5-matrix.ts';

/** The groups of an HDF5 file that hold a 10x matrix. */
export async function find10xGroups(file: ArrayStore): Promise<string[]> {
  const found: string[] = [];
  for (const name of (await file.group('/'))?.keys ?? []) {
    const keys = (await file.group(name))?.keys ?? [];
    if (keys.includes('barcodes') && keys.includes('indptr')) found.push(name);
  }
  return found;
}

/** Opens the one matrix of a 10x file. */
export async function open10xH5(file: ArrayStore, groups: readonly string[]): Promise<CellSource> {
  if (groups.length !== 1) {
    throw new Error(
      `${file.path}: found matrices of ${groups.length} genomes (${groups.join(', ')}); expected one. Write the one of human genes to a file of its own.`,
    );
  }
  const [group] = groups;
  const texts: ReadTexts = async name => {
    const array = await file.array(`${group}/${name}`);
    return array && (await array.texts()).map(String);
  };
  const cellIds = (await texts('barcodes')) ?? [];
  const features = await readFeatures(file.path, texts);
  const shape = await file.array(`${group}/shape`);
  const [rows, columns] = shape
    ? readShape(file.path, group, await shape.numbers(0, 2))
    : [features.length, cellIds.length];
  if (rows !== features.length || columns !== cellIds.length) {
    throw new Error(
      `${file.path}: the matrix has ${rows} × ${columns} values for ${features.length} features and ${cellIds.length} barcodes; expected features × barcodes. The file is damaged: copy or download it again.`,
    );
  }
  const matrix = rowMatrix(await compressedMatrix(file, group, true, columns, rows));
  const layer = keepGeneExpression(file.path, {name: 'matrix', features, ...pick(matrix)});
  return {
    path: file.path,
    kind: '10x HDF5 file',
    cellIds,
    columns: [],
    column: async () => [],
    layers: ['matrix'],
    layer: async () => layer,
    close: async () => file.close(),
  };
}

function pick({isPresence, sample, blocks}: ReturnType<typeof rowMatrix>) {
  return {isPresence, sample, blocks};
}

type ReadTexts = (name: string) => Promise<string[] | undefined>;

async function readFeatures(path: string, texts: ReadTexts): Promise<Feature[]> {
  const names = (await texts('features/name')) ?? (await texts('gene_names'));
  const ids = (await texts('features/id')) ?? (await texts('genes'));
  if (!names || !ids) {
    throw new Error(
      `${path}: found no names of features; expected features/name and features/id, or gene_names and genes, as Cell Ranger writes them`,
    );
  }
  const types = await texts('features/feature_type');
  for (const [name, {length}] of Object.entries({ids, types: types ?? names})) {
    if (length === names.length) continue;
    throw damaged(path, `${name} of features`, `${length} texts`, `${names.length}, one a feature`);
  }
  return names.map((name, row) => ({name, id: ids[row], kind: types?.[row]}));
}
