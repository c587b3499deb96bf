// A private DuckDB for one file, and the quoting its SQL needs.
import type {DuckDBConnection} from '@duckdb/node-api';

/** Measured: 35 M list values are written and read within a quarter of it. */
const MEMORY_LIMIT = '1GB';

/** Runs `use` on a connection of a private in-memory DuckDB, and closes it. */
export async function withDuckdb<T>(use: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const {DuckDBInstance} = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '1',
    memory_limit: MEMORY_LIMIT,
    // Nothing may be spilled into the working directory.
    temp_directory: '',
  });
  const connection = await instance.connect();
  try {
    return await use(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** A text literal of SQL. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A column name of SQL. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
