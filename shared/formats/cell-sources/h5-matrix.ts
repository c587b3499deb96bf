// Matrices in HDF5 as AnnData stores them: compressed rows, compressed columns or dense; always given by cells.
// https://anndata.readthedocs.io/en/stable/fileformat-prose.html
import type {SourceBlock} from '../../cells/import/cell-source.ts';
import {checkCount, checkIndices, checkPointers, damaged} from '../check-index.ts';
import {type ArrayStore, type Numbers, readShape, type StoredArray} from './array-store.ts';
import type {CellBuckets} from './cell-buckets.ts';

/** Values read at once: 8 to 16 MB. */
const BLOCK_VALUES = 1 << 20;
const BLOCK_CELLS = 8192;
/** Places that a sample is taken from, and values of each. */
const SAMPLES = 5;
const SAMPLE_VALUES = 20_000;

export interface H5Matrix {
  cells: number;
  features: number;
  /** Whether its values are true and false. */
  isPresence: boolean;
  sample(): Promise<Float32Array>;
  blocks(): AsyncIterable<SourceBlock>;
}

/** Where transposed entries are kept; made when a matrix by columns is first read. */
export type OpenBuckets = (cells: number, entries: number) => CellBuckets;

interface Compressed {
  file: ArrayStore;
  path: string;
  data: StoredArray;
  indices: StoredArray;
  pointers: Float64Array;
  cells: number;
  features: number;
}

/** Opens the matrix at `path`; `undefined` where there is none. */
export async function openH5Matrix(
  file: ArrayStore,
  path: string,
  openBuckets: OpenBuckets,
): Promise<H5Matrix | undefined> {
  const dense = await file.array(path);
  if (dense) return denseMatrix(file, path, dense);
  const group = await file.group(path);
  if (!group) return undefined;
  const encoding = String(group.attribute('encoding-type') ?? group.attribute('h5sparse_format'));
  const shape = group.attribute('shape') ?? group.attribute('h5sparse_shape');
  const byRows = /^csr/.test(encoding);
  if (!(byRows || /^csc/.test(encoding)) || !shape) {
    throw new Error(
      `${file.path}: ${path} is encoded as ${encoding}; expected csr_matrix, csc_matrix or a dense array. Write it again with a current anndata.`,
    );
  }
  const [cells, features] = readShape(file.path, path, shape);
  const matrix = await compressedMatrix(file, path, byRows, cells, features);
  return byRows ? rowMatrix(matrix) : columnMatrix(matrix, openBuckets);
}

/** Entries along the first axis. */
function lengthOf({shape}: StoredArray): number {
  return shape[0] ?? 0;
}

/** Datasets `data`, `indices` and `indptr` of a group; `byRows`: whether pointers are those of cells. */
export async function compressedMatrix(
  file: ArrayStore,
  path: string,
  byRows: boolean,
  cells: number,
  features: number,
): Promise<Compressed> {
  const part = async (name: string) => {
    const array = await file.array(`${path}/${name}`);
    if (array) return array;
    throw new Error(
      `${file.path}: ${path} has no ${name}; expected data, indices and indptr of a sparse matrix. The file is damaged or not of this format.`,
    );
  };
  const [data, indices, indptr] = [await part('data'), await part('indices'), await part('indptr')];
  const lines = byRows ? cells : features;
  const entries = lengthOf(data);
  if (lengthOf(indices) !== entries) {
    throw damaged(file.path, path, `${lengthOf(indices)} indices`, `${entries}, one a value`);
  }
  // Before it is read, so that none is read that is too long.
  if (lengthOf(indptr) !== lines + 1) {
    const found = `${lengthOf(indptr)} pointers`;
    const expected = `${lines + 1} for ${lines} ${byRows ? 'cells' : 'features'}`;
    throw damaged(file.path, `${path}/indptr`, found, expected);
  }
  const pointers = Float64Array.from(await indptr.numbers(0, lines + 1));
  checkPointers(file.path, `${path}/indptr`, pointers, lines, entries);
  checkLongest(file.path, path, pointers, byRows ? features : cells);
  return {file, path, data, indices, pointers, cells, features};
}

/** Repeated places in a line are summed, as scipy does; more values than places would be nothing else. */
function checkLongest(file: string, path: string, pointers: Float64Array, places: number): void {
  for (let line = 0; line + 1 < pointers.length; line++) {
    checkCount(
      file,
      `${path}, values of line ${line}`,
      pointers[line + 1] - pointers[line],
      places,
    );
  }
}

/** A matrix by cells, streamed as it lies. */
export function rowMatrix(matrix: Compressed): H5Matrix {
  const {cells, features, pointers} = matrix;
  const readEntries = entryReader(matrix, features);
  return {
    ...{cells, features, isPresence: matrix.data.isBoolean},
    sample: () => sampleOf(matrix),
    async *blocks() {
      for (let first = 0; first < cells; ) {
        const last = blockEnd(pointers, first, cells);
        const [start, end] = [pointers[first], pointers[last]];
        const offsets = Int32Array.from(pointers.subarray(first, last + 1), at => at - start);
        yield {firstCell: first, offsets, ...(await readEntries(start, end))};
        first = last;
      }
    },
  };
}

function blockEnd(pointers: Float64Array, first: number, cells: number): number {
  let last = first + 1;
  const limit = Math.min(cells, first + BLOCK_CELLS);
  while (last < limit && pointers[last + 1] - pointers[first] <= BLOCK_VALUES) last++;
  return last;
}

/** Reads entries `start..end-1`, indices below `bound`; values meanwhile in another thread where both have to be unpacked. */
function entryReader({file, path, data, indices}: Compressed, bound: number) {
  let aside: StoredArray | undefined;
  return async (start: number, end: number) => {
    aside ??= indices.aside && data.aside?.();
    const ahead = aside?.numbers(start, end);
    // Where the indices are wrong, nobody waits for the values.
    ahead?.catch(() => {});
    const found = await indices.numbers(start, end);
    checkIndices(file.path, `${path}/indices from ${start} on`, found, bound);
    const features = found instanceof Int32Array ? found : new Int32Array(found);
    const numbers = await (ahead ?? data.numbers(start, end));
    const values = numbers instanceof Float32Array ? numbers : new Float32Array(numbers);
    return {features, values};
  };
}

function columnMatrix(matrix: Compressed, openBuckets: OpenBuckets): H5Matrix {
  const {cells, features, pointers} = matrix;
  let buckets: CellBuckets | undefined;
  return {
    ...{cells, features, isPresence: matrix.data.isBoolean},
    sample: () => sampleOf(matrix),
    async *blocks() {
      buckets ??= await fillBuckets(matrix, openBuckets(cells, pointers[features]));
      yield* buckets.blocks();
    },
  };
}

async function fillBuckets(matrix: Compressed, buckets: CellBuckets): Promise<CellBuckets> {
  const {pointers, features, cells} = matrix;
  const entries = pointers[features];
  const readEntries = entryReader(matrix, cells);
  let feature = 0;
  for (let start = 0; start < entries; start += BLOCK_VALUES) {
    const end = Math.min(entries, start + BLOCK_VALUES);
    const {features: rows, values} = await readEntries(start, end);
    for (let i = 0; i < rows.length; i++) {
      while (pointers[feature + 1] <= start + i) feature++;
      buckets.add(rows[i], feature, values[i]);
    }
  }
  return buckets;
}

function sampleOf({data}: Compressed): Promise<Float32Array> {
  return samplePlaces(lengthOf(data), SAMPLE_VALUES, data.numbers);
}

/** Values at the start, at the end and evenly between. */
async function samplePlaces(
  total: number,
  size: number,
  read: (start: number, end: number) => Promise<Numbers>,
): Promise<Float32Array> {
  const values: number[][] = [];
  for (let place = 0; place < SAMPLES; place++) {
    const start = Math.floor((Math.max(0, total - size) * place) / (SAMPLES - 1));
    values.push(Array.from(await read(start, Math.min(total, start + size))));
  }
  return Float32Array.from(values.flat());
}

function denseMatrix(file: ArrayStore, path: string, data: StoredArray): H5Matrix {
  const {shape} = data;
  if (shape.length !== 2) {
    throw new Error(
      `${file.path}: ${path} has ${shape.length} dimensions; expected 2, cells × features. Choose another layer.`,
    );
  }
  const [cells, features] = readShape(file.path, path, shape);
  const cellsAtOnce = Math.max(1, Math.min(BLOCK_CELLS, Math.floor(BLOCK_VALUES / features)));
  return {
    ...{cells, features, isPresence: data.isBoolean},
    sample: () => samplePlaces(cells, 20, data.numbers),
    async *blocks() {
      for (let first = 0; first < cells; first += cellsAtOnce) {
        const last = Math.min(cells, first + cellsAtOnce);
        yield denseBlock(await data.numbers(first, last), first, last - first, features);
      }
    },
  };
}

/** The values that are not 0 of consecutive dense cells. */
function denseBlock(
  dense: ArrayLike<number>,
  firstCell: number,
  cells: number,
  width: number,
): SourceBlock {
  const offsets = new Int32Array(cells + 1);
  const features = new Int32Array(dense.length);
  const values = new Float32Array(dense.length);
  let end = 0;
  for (let cell = 0; cell < cells; cell++) {
    for (let feature = 0; feature < width; feature++) {
      const value = dense[cell * width + feature];
      if (value === 0) continue;
      features[end] = feature;
      values[end++] = value;
    }
    offsets[cell + 1] = end;
  }
  return {firstCell, offsets, features: features.subarray(0, end), values: values.subarray(0, end)};
}
