// 10x Genomics' folders: matrix.mtx (genes × cells), features.tsv or genes.tsv, barcodes.tsv, each plain or gzip.
import {basename, dirname, join} from 'node:path';
import type {CellSource, SourceBlock} from '../../cells/import/cell-source.ts';
import {keepGeneExpression} from './gene-expression.ts';
import type {OpenBuckets} from './h5-matrix.ts';
import {type MtxShape, readMtx, type VisitEntry} from './mtx-reader.ts';
import {RowBlocks} from './row-blocks.ts';
import {readBarcodes, readFeatureList} from './tenx-tables.ts';

/** Entries that decide what the values are. */
const SAMPLE_ENTRIES = 100_000;

/** The files of a 10x folder among `paths`; a prefix before the names (GSM123_matrix.mtx.gz) may stand. */
export function find10xFiles(paths: readonly string[]) {
  // macOS puts a file `._NAME` beside each in archives.
  const find = (pattern: RegExp) =>
    paths.filter(path => pattern.test(basename(path)) && !basename(path).startsWith('._'));
  return {
    matrix: find(/matrix\.mtx(\.gz)?$/i),
    features: find(/(features|genes)\.tsv(\.gz)?$/i),
    barcodes: find(/barcodes\.tsv(\.gz)?$/i),
  };
}

/** Opens a 10x folder by its files. */
export async function open10xFolder(
  files: ReturnType<typeof find10xFiles>,
  openBuckets: OpenBuckets,
): Promise<CellSource> {
  const [matrix, featureFile, barcodeFile] = [
    requireOne(files.matrix, 'matrix.mtx', files),
    requireOne(files.features, 'features.tsv (or genes.tsv)', files),
    requireOne(files.barcodes, 'barcodes.tsv', files),
  ];
  const features = await readFeatureList(featureFile);
  const cellIds = await readBarcodes(barcodeFile);
  const found = await inspectMtx(matrix);
  const isTurned = checkShape(matrix, found.shape, features.length, cellIds.length);
  const read: ReadEntries = visit =>
    readMtx(matrix, isTurned ? (row, column, value) => visit(column, row, value) : visit);
  const genes = keepGeneExpression(matrix, {
    ...{
      name: 'matrix',
      features,
      sample: async () => found.sample,
      isPresence: found.shape.isPattern,
    },
    blocks: (isTurned ? found.byRow : found.byColumn)
      ? () => inOrder(read, cellIds.length)
      : reordered(read, cellIds.length, found.shape.entries, openBuckets),
  });
  return {
    path: matrix,
    kind: '10x folder',
    cellIds,
    columns: [],
    column: async () => [],
    layers: ['matrix'],
    layer: async () => genes,
    close: async () => {},
  };
}

/** Visits all entries of the file, which are of a feature and a cell. */
type ReadEntries = (visit: VisitEntry) => AsyncIterable<MtxShape>;

function requireOne(
  found: readonly string[],
  name: string,
  all: ReturnType<typeof find10xFiles>,
): string {
  if (found.length === 1) return found[0];
  const near = [...all.matrix, ...all.features, ...all.barcodes];
  if (found.length > 1 && found === all.matrix) throw severalSamples(found);
  throw new Error(
    `${near[0] ? dirname(near[0]) : 'the source'}: found ${found.length} files for ${name}${found.length > 1 ? ` (${found.map(path => basename(path)).join(', ')})` : ''}, expected one beside ${near.map(path => basename(path)).join(', ')}, plain or .gz. Give the folder of one 10x matrix.`,
  );
}

/** Matrices of several samples in one folder, by prefixes of their names or in folders of their own. */
function severalSamples(matrices: readonly string[]): Error {
  const folders = new Set(matrices.map(path => dirname(path)));
  const shown = matrices.map(path => (folders.size > 1 ? path : basename(path)));
  const prefix = basename(matrices[0]).replace(/matrix\.mtx.*$/i, '');
  const one = folders.size > 1 ? dirname(matrices[0]) : join(dirname(matrices[0]), `${prefix}*`);
  return new Error(
    `${dirname(matrices[0])}: found the matrices of ${matrices.length} samples (${shown.slice(0, 4).join(', ')}${shown.length > 4 ? ' …' : ''}), expected one. Read one with --set import-cells.source='${one}', or join them in Python, so that each cell knows its sample: anndata.concat({name: adata, …}, label='sample', index_unique='-').write_h5ad('all.h5ad').`,
  );
}

/** Whether the matrix has cells as rows; fails where it has another shape than the lists beside it. */
function checkShape(
  path: string,
  {rows, columns}: MtxShape,
  features: number,
  cells: number,
): boolean {
  if (rows === features && columns === cells) return false;
  if (rows === cells && columns === features) return true;
  throw new Error(
    `${path}: the matrix has ${rows} × ${columns} values for ${features} features and ${cells} barcodes; expected features × barcodes, or barcodes × features. The three files belong to different matrices.`,
  );
}

/** Reads the whole file once: its shape, whether entries come in order of a side, and the first values. */
async function inspectMtx(path: string) {
  const values: number[] = [];
  let [byRow, lastRow, byColumn, lastColumn] = [true, 0, true, 0];
  let shape: MtxShape | undefined;
  const pieces = readMtx(path, (row, column, value) => {
    if (values.length < SAMPLE_ENTRIES) values.push(value);
    byRow &&= row >= lastRow;
    lastRow = row;
    byColumn &&= column >= lastColumn;
    lastColumn = column;
  });
  for await (const found of pieces) shape = found;
  return {shape: shape!, byRow, byColumn, sample: Float32Array.from(values)};
}

/** Blocks straight from a file whose entries come cell by cell, as Cell Ranger writes them. */
async function* inOrder(read: ReadEntries, cells: number): AsyncGenerator<SourceBlock> {
  const rows = new RowBlocks();
  for await (const _ of read((feature, cell, value) => rows.add(cell, feature, value))) {
    yield* rows.takeFull();
  }
  yield* rows.takeRest(cells);
}

/** Blocks of a file in any order, by way of buckets that are filled once. */
function reordered(read: ReadEntries, cells: number, entries: number, openBuckets: OpenBuckets) {
  let buckets: ReturnType<OpenBuckets> | undefined;
  return async function* (): AsyncGenerator<SourceBlock> {
    if (!buckets) {
      const filling = openBuckets(cells, entries);
      for await (const _ of read((feature, cell, value) => filling.add(cell, feature, value)));
      buckets = filling;
    }
    yield* buckets.blocks();
  };
}
