// Files that DuckDB writes from SQL: a foreign writer for tests, and a foreign reader.
import {DuckDBInstance} from '@duckdb/node-api';

/** Rows of a query as objects. */
export async function runSql(sql: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(':memory:', {threads: '1'});
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJS();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Writes the rows of a query to `path`; `options` are those of COPY, after a comma. */
export async function writeWithSql(path: string, query: string, options = ''): Promise<string> {
  await runSql(`COPY (${query}) TO '${path}' (FORMAT parquet${options})`);
  return path;
}
