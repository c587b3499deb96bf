// 10x Genomics' folders: matrix.mtx (genes × cells), features.tsv or genes.tsv, barcodes.tsv, each plain or gzip.
import {basename, dirname} from 'node:path';
import type {Feature, SourceBlock} from '../../cells/import/cell-source.ts';
import {readWholeText} from '../text-file.ts';
import {keepGeneExpression} from './gene-expression.ts';
import type {OpenBuckets} from './h5-matrix.ts';
import type {LocalLayer, LocalSource} from './local-source.ts';
import {type MtxShape, readMtx} from './mtx-reader.ts';
import {RowBlocks} from './row-blocks.ts';

/** Entries that decide what the values are. */
const SAMPLE_ENTRIES = 100_000;

/** The files of a 10x folder among `paths`; a prefix before the names (GSM123_matrix.mtx.gz) may stand. */
export function find10xFiles(paths: readonly string[]) {
  const find = (pattern: RegExp) => paths.filter(path => pattern.test(basename(path)));
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
): Promise<LocalSource> {
  const [matrix, featureFile, barcodeFile] = [
    requireOne(files.matrix, 'matrix.mtx', files),
    requireOne(files.features, 'features.tsv (or genes.tsv)', files),
    requireOne(files.barcodes, 'barcodes.tsv', files),
  ];
  const features = (await readRows(featureFile)).map(toFeature);
  const cellIds = (await readRows(barcodeFile)).map(([barcode]) => barcode);
  const {shape, ordered, sample} = await inspectMtx(matrix);
  checkShape(matrix, shape, features.length, cellIds.length);
  const layer: LocalLayer = {
    ...{name: 'matrix', features, sample: () => sample},
    blocks: ordered
      ? () => inOrder(matrix, cellIds.length)
      : reordered(matrix, cellIds.length, shape.entries, openBuckets),
  };
  const genes = keepGeneExpression(layer, features);
  return {
    path: matrix,
    kind: '10x folder',
    cellIds,
    columns: [],
    column: () => [],
    layers: ['matrix'],
    layer: () => genes,
    close: () => {},
  };
}

function requireOne(
  found: readonly string[],
  name: string,
  all: ReturnType<typeof find10xFiles>,
): string {
  if (found.length === 1) return found[0];
  const near = [...all.matrix, ...all.features, ...all.barcodes];
  throw new Error(
    `${near[0] ? dirname(near[0]) : 'the source'}: found ${found.length} files for ${name}${found.length > 1 ? ` (${found.map(path => basename(path)).join(', ')})` : ''}, expected one beside ${near.map(path => basename(path)).join(', ')}, plain or .gz. Give the folder of one 10x matrix.`,
  );
}

async function readRows(path: string): Promise<string[][]> {
  const lines = (await readWholeText(path)).split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines.map(line => line.split('\t'));
}

/** Columns: id, symbol, kind; files with one column have symbols. */
function toFeature([id, name, type]: string[]): Feature & {type: string} {
  return {name: name ?? id, id, type: type ?? ''};
}

function checkShape(
  path: string,
  {rows, columns}: MtxShape,
  features: number,
  cells: number,
): void {
  if (rows === features && columns === cells) return;
  const turned = rows === cells && columns === features;
  throw new Error(
    `${path}: the matrix has ${rows} × ${columns} values for ${features} features and ${cells} barcodes; expected features × barcodes. ${turned ? 'Transpose it: 10x matrices have genes as rows.' : 'The three files belong to different matrices.'}`,
  );
}

/** Reads the whole file once: its shape, whether entries come cell by cell, and the first values. */
async function inspectMtx(path: string) {
  const values: number[] = [];
  let [ordered, lastCell] = [true, 0];
  let shape: MtxShape | undefined;
  const pieces = readMtx(path, (_row, cell, value) => {
    if (values.length < SAMPLE_ENTRIES) values.push(value);
    ordered &&= cell >= lastCell;
    lastCell = cell;
  });
  for await (const found of pieces) shape = found;
  return {shape: shape!, ordered, sample: Float32Array.from(values)};
}

/** Blocks straight from a file whose entries come cell by cell, as Cell Ranger writes them. */
async function* inOrder(path: string, cells: number): AsyncGenerator<SourceBlock> {
  const rows = new RowBlocks();
  for await (const _ of readMtx(path, (row, cell, value) => rows.add(cell, row, value))) {
    yield* rows.takeFull();
  }
  yield* rows.takeRest(cells);
}

/** Blocks of a file in any order, by way of buckets that are filled once. */
function reordered(path: string, cells: number, entries: number, openBuckets: OpenBuckets) {
  let buckets: ReturnType<OpenBuckets> | undefined;
  return async function* (): AsyncGenerator<SourceBlock> {
    if (!buckets) {
      const filling = openBuckets(cells, entries);
      for await (const _ of readMtx(path, (row, cell, value) => filling.add(cell, row, value)));
      buckets = filling;
    }
    yield* buckets.blocks();
  };
}
