// Data frames in h5ad files (obs, var): columns as texts, categories of every anndata since 0.7 among them.
// https://anndata.readthedocs.io/en/stable/fileformat-prose.html#dataframes
import type {Dataset} from 'h5wasm';
import {labelOf} from '../../cells/import/missing-labels.ts';
import {checkIndices, damaged} from '../check-index.ts';
import {
  attributeOf,
  checkClaim,
  type Hdf5File,
  lengthOf,
  MISSING_IN_R,
  readNumbers,
  readTexts,
} from './hdf5.ts';

export type Column = (string | null)[];

export interface H5Frame {
  index: string[];
  columns: string[];
  /** A column as texts; null where a value is missing, marked as such, or not a number. */
  column(name: string): Column;
}

/** Where anndata before 0.8 keeps the categories of coded columns. */
const OLD_CATEGORIES = '__categories';

/** Opens the data frame at `path` (`obs`, `var`, `raw/var`). */
export function openFrame(file: Hdf5File, path: string): H5Frame {
  const group = file.group(path);
  if (!group) {
    const old = file.dataset(path) ? 'an array of records, as anndata before 0.7 wrote it' : 'none';
    throw new Error(
      `${file.path}: found ${old} at ${path}; expected a data frame (a group with an index). Open the file with a current anndata and write it again.`,
    );
  }
  const indexName = String(attributeOf(group, '_index') ?? '_index');
  const index = readColumn(file, `${path}/${indexName}`);
  if (!index) {
    throw new Error(
      `${file.path}: ${path} names its index ${indexName}, which is missing; expected the names of its rows. The file is damaged: copy or download it again.`,
    );
  }
  const columns = group.keys().filter(name => name !== indexName && name !== OLD_CATEGORIES);
  return {
    index: index.map(String),
    columns,
    column(name) {
      const categories = readColumn(file, `${path}/${OLD_CATEGORIES}/${name}`);
      const column = `${path}/${name}`;
      const values = categories
        ? decode(file.path, column, requireCodes(file, column), categories)
        : readColumn(file, column)!;
      checkLength(file.path, column, values, index.length);
      return values.map(value => (value === null ? null : labelOf(value)));
    },
  };
}

/** Texts, numbers, categories with codes, or values with a mask of missing ones; undefined where there is nothing. */
function readColumn(file: Hdf5File, path: string): Column | undefined {
  const group = file.group(path);
  if (!group) {
    const plain = file.dataset(path);
    return plain && readTexts(file.path, plain);
  }
  const codes = file.dataset(`${path}/codes`);
  const categories = codes && readColumn(file, `${path}/categories`);
  if (categories) return decode(file.path, path, codes, categories);
  const [values, mask] = ['values', 'mask'].map(name => readColumn(file, `${path}/${name}`));
  if (values) {
    if (mask) checkLength(file.path, `${path}/mask`, mask, values.length);
    const isMissing = (row: number) => mask !== undefined && ['true', '1'].includes(mask[row]!);
    return values.map((value, row) => (isMissing(row) ? null : value));
  }
  throw new Error(
    `${file.path}: column ${path} is encoded as ${attributeOf(group, 'encoding-type')}; expected texts, numbers or categories. Choose another column.`,
  );
}

function requireCodes(file: Hdf5File, column: string): Dataset {
  const codes = file.dataset(column);
  if (codes) return codes;
  throw damaged(file.path, column, 'categories without codes', 'a code for each row');
}

/** The category of each code; -1 is the code of what is missing. */
function decode(file: string, path: string, codes: Dataset, categories: Column): Column {
  checkClaim(file, codes);
  const places = Array.from(readNumbers(file, codes, 0, lengthOf(codes)), code =>
    code === MISSING_IN_R ? -1 : code,
  );
  checkIndices(
    file,
    `${path}, codes of ${categories.length} categories`,
    places,
    categories.length,
    -1,
  );
  return places.map(code => (code < 0 ? null : categories[code]));
}

function checkLength(file: string, path: string, values: Column, rows: number): void {
  if (values.length === rows) return;
  throw damaged(file, path, `${values.length} values`, `${rows}, one a row`);
}
