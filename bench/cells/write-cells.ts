// Synthetic cells as files: an h5ad file, or a 10x folder. Counts of `expressed` of `genes` genes a cell, never held whole.

import {once} from 'node:events';
import {createWriteStream} from 'node:fs';
import {mkdir, writeFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import type {Writable} from 'node:stream';
import {createGzip} from 'node:zlib';
import type {Dataset, Group} from 'h5wasm';
import {readSymbolTable} from '../../shared/formats/symbol-table.ts';
import {createRandom} from '../../shared/stats/random.ts';

export interface CellsToWrite {
  cells: number;
  genes: number;
  expressed: number;
  /** How the matrix lies in the file. */
  layout: 'csr_matrix' | 'csc_matrix' | 'mtx';
  isGzipped: boolean;
}

const SYMBOLS = resolve(import.meta.dirname, '../../data/genes/human-genes.tsv.gz');
/** Values are written this many at a time, and lie in chunks of this many. */
const WRITTEN_VALUES = 1 << 20;
const CHUNK_VALUES = 1 << 16;
/** Level of gzip that anndata and h5py take where none is named. */
const GZIP_LEVEL = 4;

/** Writes the file or folder under `folder`; returns its path. */
export async function writeCells(folder: string, wanted: CellsToWrite): Promise<string> {
  if (wanted.layout === 'mtx') return write10xFolder(join(folder, 'matrix'), wanted);
  return writeH5ad(join(folder, 'cells.h5ad'), wanted);
}

/** Every line (a cell, or a gene of a matrix by columns) has one value in each stretch of `genes / expressed` places. */
function* makePieces(lines: number, places: number, {genes, expressed}: CellsToWrite) {
  const stretch = genes / expressed;
  const perLine = Math.floor(places / stretch);
  const random = createRandom(1);
  const atOnce = Math.max(1, Math.floor(WRITTEN_VALUES / perLine));
  for (let first = 0; first < lines; first += atOnce) {
    const size = perLine * Math.min(atOnce, lines - first);
    const counts = new Float32Array(size);
    const found = new Int32Array(size);
    for (let i = 0; i < size; i++) {
      // Few high, many low counts: 1 at least, 1,000 at most.
      counts[i] = Math.floor(1 / (random.next() + 0.001));
      found[i] = Math.floor((i % perLine) * stretch + random.next() * stretch);
    }
    yield {first, perLine, counts, found};
  }
}

/** Writes data of one axis piece by piece. */
class Growing {
  readonly #dataset: Dataset;
  #written = 0;

  constructor(group: Group, name: string, type: '<f' | '<i', isGzipped: boolean) {
    const data = type === '<f' ? new Float32Array(0) : new Int32Array(0);
    const shape = {shape: [0], maxshape: [null], chunks: [CHUNK_VALUES]};
    const packed = isGzipped ? {compression: GZIP_LEVEL} : {};
    this.#dataset = group.create_dataset({name, data, dtype: type, ...shape, ...packed});
  }

  append(data: Float32Array | Int32Array): void {
    this.#dataset.resize([this.#written + data.length]);
    this.#dataset.write_slice([[this.#written, this.#written + data.length]], data);
    this.#written += data.length;
  }
}

async function writeH5ad(path: string, wanted: CellsToWrite): Promise<string> {
  const {default: h5wasm} = await import('h5wasm/node');
  await h5wasm.ready;
  const file = new h5wasm.File(path, 'w');
  const {cells, genes, layout} = wanted;
  const frame = (name: string, index: string[]) => {
    const group = file.create_group(name);
    group.create_attribute('_index', '_index');
    group.create_attribute('column-order', []);
    group.create_attribute('encoding-type', 'dataframe');
    group.create_attribute('encoding-version', '0.2.0');
    group.create_dataset({name: '_index', data: index});
  };
  frame('obs', barcodesOf(cells));
  frame('var', await symbolsOf(genes));
  const matrix = file.create_group('X');
  matrix.create_attribute('encoding-type', layout);
  matrix.create_attribute('encoding-version', '0.1.0');
  matrix.create_attribute('shape', BigInt64Array.of(BigInt(cells), BigInt(genes)));
  const byRows = layout === 'csr_matrix';
  writeMatrix(matrix, byRows ? cells : genes, byRows ? genes : cells, wanted);
  file.close();
  return path;
}

function writeMatrix(group: Group, lines: number, places: number, wanted: CellsToWrite): void {
  const data = new Growing(group, 'data', '<f', wanted.isGzipped);
  const indices = new Growing(group, 'indices', '<i', wanted.isGzipped);
  let size = 0;
  for (const {perLine, counts, found} of makePieces(lines, places, wanted)) {
    data.append(counts);
    indices.append(found);
    size = perLine;
  }
  const pointers = BigInt64Array.from({length: lines + 1}, (_, line) => BigInt(line * size));
  group.create_dataset({name: 'indptr', data: pointers});
}

/** As Cell Ranger writes it: genes × cells, cell by cell. */
async function write10xFolder(folder: string, wanted: CellsToWrite): Promise<string> {
  const {cells, genes, expressed, isGzipped} = wanted;
  await mkdir(folder);
  const symbols = await symbolsOf(genes);
  const features = symbols.map(symbol => `${symbol}\t${symbol}\tGene Expression\n`);
  await writeFile(join(folder, 'features.tsv'), features.join(''));
  await writeFile(join(folder, 'barcodes.tsv'), barcodesOf(cells).join('\n'));
  const file = createWriteStream(join(folder, isGzipped ? 'matrix.mtx.gz' : 'matrix.mtx'));
  const packed = isGzipped ? createGzip({level: GZIP_LEVEL}) : file;
  if (packed !== file) packed.pipe(file);
  await write(packed, '%%MatrixMarket matrix coordinate integer general\n');
  await write(packed, `${genes} ${cells} ${cells * expressed}\n`);
  for (const {first, perLine, counts, found} of makePieces(cells, genes, wanted)) {
    for (let at = 0; at < counts.length; at += perLine) {
      const cell = first + at / perLine + 1;
      let lines = '';
      for (let i = at; i < at + perLine; i++) lines += `${found[i] + 1} ${cell} ${counts[i]}\n`;
      await write(packed, lines);
    }
  }
  packed.end();
  await once(file, 'finish');
  return folder;
}

async function write(stream: Writable, text: string): Promise<void> {
  if (!stream.write(text)) await once(stream, 'drain');
}

function barcodesOf(cells: number): string[] {
  return Array.from({length: cells}, (_, cell) => `CELL${cell}-1`);
}

async function symbolsOf(count: number): Promise<string[]> {
  return (await readSymbolTable(SYMBOLS)).slice(0, count).map(({symbol}) => symbol);
}
