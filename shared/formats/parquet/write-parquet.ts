// Writes Parquet tables: small ones with parquetjs-lite, large ones with DuckDB where it has a build.
import {checkedColumn, isList, type ParquetColumn, type WriteRows} from './columns.ts';
import {reasonOf} from './read-parquet.ts';

/** Measured: up to here, parquetjs-lite is done before DuckDB's library has loaded. Values, those in lists counted. */
const SMALL_VALUES = 100_000;
/** Rows that are looked at together. */
const CHUNK_ROWS = 4096;

/** A writer that loads DuckDB once it is needed; `warn` gets the reason once where it cannot be loaded. */
export function tableWriter(
  loadDuckdb: () => Promise<WriteRows>,
  warn: (message: string) => void,
): WriteRows {
  let duckdb: Promise<WriteRows | undefined> | undefined;
  const loadOnce = () => {
    duckdb ??= loadDuckdb().catch(error => {
      warn(
        `Large Parquet tables are written with parquetjs-lite, which is slower: DuckDB is not available (${reasonOf(error)}).`,
      );
      return undefined;
    });
    return duckdb;
  };
  return async (path, rows, columns) => {
    const checked = columns.map(column => checkedColumn(path, column));
    const duckdbWrite = isSmall(rows, checked) ? undefined : await loadOnce();
    const write = duckdbWrite ?? (await import('./write-with-parquetjs.ts')).writeWithParquetjs;
    await write(path, rows, checked);
  };
}

/** Writes `rows` rows as a Parquet file; a value that is not of its column's type is an error with row and column. */
export const writeParquet = tableWriter(
  async () => {
    const [{writeWithDuckdb}] = await Promise.all([
      import('./write-with-duckdb.ts'),
      import('@duckdb/node-api'),
    ]);
    return writeWithDuckdb;
  },
  message => console.warn(`warning: ${message}`),
);

/** Whether parquetjs-lite is the faster writer and can hold all values: it knows no NaN. */
function isSmall(rows: number, columns: readonly ParquetColumn[]): boolean {
  let values = rows * columns.length;
  for (const {type, values: take} of columns) {
    if (!isList(type) && type !== 'double') continue;
    for (let start = 0; start < rows && values <= SMALL_VALUES; start += CHUNK_ROWS) {
      for (const value of take(start, Math.min(start + CHUNK_ROWS, rows))) {
        const scalars = Array.isArray(value) ? value : [value];
        if (scalars.some(Number.isNaN)) return false;
        values += scalars.length - 1;
      }
    }
  }
  return values <= SMALL_VALUES;
}
