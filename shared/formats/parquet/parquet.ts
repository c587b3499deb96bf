// Which codec writes and reads Parquet: DuckDB where its library loads, parquetjs-lite elsewhere.
import {
  type ParquetCodec,
  type ParquetColumn,
  type ParquetTable,
  reasonOf,
} from './parquet-codec.ts';

/** Codec → loads it; fails where its package has no build for this machine. */
const LOADERS: Record<string, () => Promise<ParquetCodec>> = {
  async duckdb() {
    const [{duckdbCodec}] = await Promise.all([
      import('./parquet-duckdb.ts'),
      import('@duckdb/node-api'),
    ]);
    return duckdbCodec;
  },
  async parquetjs() {
    const [{parquetjsCodec}] = await Promise.all([
      import('./parquet-parquetjs.ts'),
      import('parquetjs-lite'),
    ]);
    return parquetjsCodec;
  },
};
const VARIABLE = 'GENEGLOT_PARQUET';

/**
 * Returns a function that gives the codec named by GENEGLOT_PARQUET, else the first that loads; `warn` is told once
 * why the first one was passed over.
 */
export function codecChooser(
  loaders: Record<string, () => Promise<ParquetCodec>>,
  warn: (message: string) => void,
): () => Promise<ParquetCodec> {
  const names = Object.keys(loaders);
  let chosen: Promise<ParquetCodec> | undefined;
  const chooseFirst = async (): Promise<ParquetCodec> => {
    const [first, second] = names;
    try {
      return await loaders[first]();
    } catch (error) {
      warn(
        `Parquet files are written and read with ${second}, which is slower: ${first} is not available (${reasonOf(error)}).`,
      );
      return loaders[second]();
    }
  };
  return async () => {
    const asked = process.env[VARIABLE];
    if (!asked) {
      chosen ??= chooseFirst();
      return chosen;
    }
    if (!names.includes(asked)) {
      throw new Error(`${VARIABLE} is ${asked}: expected ${names.join(', ')}`);
    }
    return loaders[asked]().catch(error => {
      throw new Error(
        `${VARIABLE} is ${asked}, which is not available (${reasonOf(error)}). Install its packages (npm ci), or unset ${VARIABLE}.`,
      );
    });
  };
}

/** The codec in use. */
export const parquetCodec = codecChooser(LOADERS, message => console.warn(`warning: ${message}`));

/** Writes `rows` rows as a Parquet file. */
export async function writeParquet(
  path: string,
  rows: number,
  columns: readonly ParquetColumn[],
): Promise<void> {
  const codec = await parquetCodec();
  await codec.write(path, rows, columns);
}

/** Opens a Parquet file for as long as `use` runs. */
export async function openParquet<T>(
  path: string,
  use: (table: ParquetTable) => Promise<T>,
): Promise<T> {
  const codec = await parquetCodec();
  return codec.open(path, use);
}
