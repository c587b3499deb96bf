// Data frames in h5ad files (obs, var): columns as texts, categories of every anndata since 0.7 among them.
// https://anndata.readthedocs.io/en/stable/fileformat-prose.html#dataframes
import {labelOf} from '../../cells/import/missing-labels.ts';
import {checkIndices, damaged} from '../check-index.ts';
import {type ArrayStore, type Column, MISSING_IN_R, type StoredArray} from './array-store.ts';

export interface H5Frame {
  index: string[];
  columns: string[];
  /** A column as texts; null where a value is missing, marked as such, or not a number. */
  column(name: string): Promise<Column>;
}

/** Where anndata before 0.8 keeps the categories of coded columns. */
const OLD_CATEGORIES = '__categories';

/** Opens the data frame at `path` (`obs`, `var`, `raw/var`). */
export async function openFrame(file: ArrayStore, path: string): Promise<H5Frame> {
  const group = await file.group(path);
  if (!group) {
    const old = (await file.array(path))
      ? 'an array of records, as anndata before 0.7 wrote it'
      : 'none';
    throw new Error(
      `${file.path}: found ${old} at ${path}; expected a data frame (a group with an index). Open the file with a current anndata and write it again.`,
    );
  }
  const indexName = String(group.attribute('_index') ?? '_index');
  const index = await readColumn(file, `${path}/${indexName}`);
  if (!index) {
    throw new Error(
      `${file.path}: ${path} names its index ${indexName}, which is missing; expected the names of its rows. The file is damaged: copy or download it again.`,
    );
  }
  const columns = group.keys.filter(name => name !== indexName && name !== OLD_CATEGORIES);
  return {
    index: index.map(String),
    columns,
    async column(name) {
      const categories = await readColumn(file, `${path}/${OLD_CATEGORIES}/${name}`);
      const column = `${path}/${name}`;
      const values = categories
        ? await decode(file.path, column, await requireCodes(file, column), categories)
        : (await readColumn(file, column))!;
      checkLength(file.path, column, values, index.length);
      return values.map(value => (value === null ? null : labelOf(value)));
    },
  };
}

/** Texts, numbers, categories with codes, or values with a mask of missing ones; undefined where there is nothing. */
async function readColumn(file: ArrayStore, path: string): Promise<Column | undefined> {
  const plain = await file.array(path);
  if (plain) return plain.texts();
  const group = await file.group(path);
  if (!group) return undefined;
  const codes = await file.array(`${path}/codes`);
  const categories = codes && (await readColumn(file, `${path}/categories`));
  if (categories) return decode(file.path, path, codes, categories);
  const values = await readColumn(file, `${path}/values`);
  const mask = await readColumn(file, `${path}/mask`);
  if (values) {
    if (mask) checkLength(file.path, `${path}/mask`, mask, values.length);
    const isMissing = (row: number) => mask !== undefined && ['true', '1'].includes(mask[row]!);
    return values.map((value, row) => (isMissing(row) ? null : value));
  }
  throw new Error(
    `${file.path}: column ${path} is encoded as ${group.attribute('encoding-type')}; expected texts, numbers or categories. Choose another column.`,
  );
}

async function requireCodes(file: ArrayStore, column: string): Promise<StoredArray> {
  const codes = await file.array(column);
  if (codes) return codes;
  throw damaged(file.path, column, 'categories without codes', 'a code for each row');
}

/** The category of each code; -1 is the code of what is missing. */
async function decode(
  file: string,
  path: string,
  codes: StoredArray,
  categories: Column,
): Promise<Column> {
  const places = Array.from(await codes.numbers(0, codes.shape[0] ?? 0), code =>
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
