// Data frames in h5ad files (obs, var): columns as texts, categories of every anndata since 0.7 among them.
// https://anndata.readthedocs.io/en/stable/fileformat-prose.html#dataframes
import type {Dataset, Group} from 'h5wasm';
import {attributeOf, explain, type Hdf5File, readNumbers, readTexts} from './hdf5.ts';

export type Column = (string | null)[];

export interface H5Frame {
  index: string[];
  columns: string[];
  /** A column as texts; null where a value is missing or not a number. */
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
  const index = file.dataset(`${path}/${indexName}`);
  if (!index) {
    throw new Error(
      `${file.path}: ${path} names its index ${indexName}, which is missing; expected the names of its rows. The file is damaged: copy or download it again.`,
    );
  }
  const columns = group.keys().filter(name => name !== indexName && name !== OLD_CATEGORIES);
  return {
    index: readTexts(file.path, index),
    columns,
    column: name => readColumn(file, path, name),
  };
}

function readColumn(file: Hdf5File, path: string, name: string): Column {
  const group = file.group(`${path}/${name}`);
  if (group) return readGroupColumn(file, `${path}/${name}`, group);
  const dataset = file.dataset(`${path}/${name}`) as Dataset;
  const categories = file.dataset(`${path}/${OLD_CATEGORIES}/${name}`);
  if (!categories) return readPlain(file.path, dataset);
  return decode(file.path, dataset, categories);
}

/** Categories with codes, or values with a mask of missing ones. */
function readGroupColumn(file: Hdf5File, path: string, group: Group): Column {
  const dataset = (name: string) => file.dataset(`${path}/${name}`);
  const [codes, categories] = [dataset('codes'), dataset('categories')];
  if (codes && categories) return decode(file.path, codes, categories);
  const [values, mask] = [dataset('values'), dataset('mask')];
  if (values) {
    const missing = mask ? readPlain(file.path, mask) : [];
    const isMissing = (row: number) => missing[row] === 'true' || missing[row] === '1';
    return readPlain(file.path, values).map((value, row) => (isMissing(row) ? null : value));
  }
  throw new Error(
    `${file.path}: column ${path} is encoded as ${attributeOf(group, 'encoding-type')}; expected texts, numbers or categories. Choose another column.`,
  );
}

function decode(path: string, codes: Dataset, categories: Dataset): Column {
  const texts = readPlain(path, categories);
  const places = readNumbers(path, codes, 0, codes.shape?.[0] ?? 0);
  return Array.from(places, code => (code < 0 ? null : (texts[code] ?? null)));
}

function readPlain(path: string, dataset: Dataset): Column {
  if ((dataset.shape?.[0] ?? 0) === 0) return [];
  const value = explain(path, () => dataset.value) as ArrayLike<unknown>;
  return Array.from(value, each => (each === null || Number.isNaN(each) ? null : String(each)));
}
