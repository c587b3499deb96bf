// Gene-set table as Parquet: one row a set, its genes as a list of symbols, readable by any Parquet reader.
import type {DuckDBConnection, DuckDBDataChunk} from '@duckdb/node-api';
import type {GeneSetTable} from '../genes/gene-set-table.ts';
import type {Format} from './format.ts';
import {
  expectColumns,
  listVector,
  type ParquetColumn,
  type ParquetValue,
  parquetSchema,
  parquetSource,
  visitChunks,
  withDuckdb,
  writeParquet,
} from './parquet.ts';

const NAME = 'gene-set-table';
const COLUMNS = {
  set_id: 'INTEGER',
  library: 'VARCHAR',
  name: 'VARCHAR',
  description: 'VARCHAR',
  genes: 'VARCHAR[]',
};

/** Gene sets; reading gives the dictionary of symbols in ascending order, only those in use. */
export const geneSetTable: Format<GeneSetTable> = {
  name: NAME,
  version: 1,
  extension: '.parquet',
  write: async (path, table) => writeParquet(path, table.setIds.length, toColumns(table)),
  read: path =>
    withDuckdb(async connection => {
      await expectColumns(connection, path, COLUMNS, NAME);
      const symbols = await createSymbolType(connection, path);
      return readSets(connection, path, symbols);
    }),
  summarize: path =>
    withDuckdb(async connection => {
      const result = await connection.runAndReadAll(
        `SELECT count(*) AS sets, count(DISTINCT library) AS libraries,
          (SELECT count(DISTINCT gene) FROM (SELECT unnest(genes) AS gene FROM ${parquetSource(path)})) AS genes,
          coalesce(sum(len(genes)), 0) AS memberships
        FROM ${parquetSource(path)}`,
      );
      const [row] = result.getRowObjectsJS();
      const counts = Object.entries(row).map(([name, value]) => [name, Number(value)]);
      return {
        counts: Object.fromEntries(counts),
        schema: await parquetSchema(connection, path),
      };
    }),
};

function toColumns(table: GeneSetTable): ParquetColumn[] {
  checkShape(table);
  const column = (name: keyof typeof COLUMNS, valueAt: (row: number) => ParquetValue) => ({
    name,
    type: COLUMNS[name],
    values: (start: number, end: number) =>
      Array.from({length: end - start}, (_, i) => valueAt(start + i)),
  });
  return [
    column('set_id', row => table.setIds[row]),
    column('library', row => table.libraries[row]),
    column('name', row => table.names[row]),
    column('description', row => table.descriptions[row]),
    column('genes', row => symbolsOf(table, row)),
  ];
}

function checkShape(table: GeneSetTable): void {
  const sets = table.setIds.length;
  const {libraries, names, descriptions, offsets} = table;
  const lengths = [libraries.length, names.length, descriptions.length, offsets.length - 1];
  if (lengths.some(length => length !== sets) || offsets[sets] !== table.genes.length) {
    throw new Error(
      `gene-set table: ${sets} set ids with ${lengths.join(' / ')} libraries / names / descriptions / offsets, which end at ${offsets[sets]} of ${table.genes.length} genes; expected all of one length`,
    );
  }
}

function symbolsOf(table: GeneSetTable, row: number): string[] {
  const genes: string[] = [];
  for (let i = table.offsets[row]; i < table.offsets[row + 1]; i++) {
    const symbol = table.symbols[table.genes[i]];
    if (symbol === undefined) {
      throw new Error(
        `gene-set table: set ${table.setIds[row]} (${table.names[row]}) holds gene index ${table.genes[i]}; expected 0..${table.symbols.length - 1}`,
      );
    }
    genes.push(symbol);
  }
  return genes;
}

/** Creates the SQL type `symbol`, an enumeration of all symbols, so that sets are read as numbers, not texts. */
async function createSymbolType(connection: DuckDBConnection, path: string): Promise<string[]> {
  const symbols: string[] = [];
  await connection.run(
    `CREATE TABLE symbols AS SELECT DISTINCT unnest(genes) AS symbol FROM ${parquetSource(path)} ORDER BY symbol`,
  );
  await visitChunks(connection, 'SELECT symbol FROM symbols', chunk => {
    for (const symbol of chunk.getColumnValues(0)) {
      if (symbol === null) throw new Error(`${path}: a gene is null; expected a symbol`);
      symbols.push(symbol as string);
    }
  });
  await connection.run('CREATE TYPE symbol AS ENUM (SELECT symbol FROM symbols)');
  return symbols;
}

async function readSets(
  connection: DuckDBConnection,
  path: string,
  symbols: string[],
): Promise<GeneSetTable> {
  const {sets, memberships} = await countRows(connection, path);
  const table: GeneSetTable = {
    setIds: new Int32Array(sets),
    libraries: [],
    names: [],
    descriptions: [],
    symbols,
    offsets: new Int32Array(sets + 1),
    genes: new Int32Array(memberships),
  };
  await visitChunks(
    connection,
    `SELECT set_id, library, name, description,
      list_transform(genes, lambda gene: enum_code(gene::symbol)::INTEGER)
    FROM ${parquetSource(path)}`,
    chunk => appendChunk(path, table, chunk),
  );
  return table;
}

async function countRows(
  connection: DuckDBConnection,
  path: string,
): Promise<{sets: number; memberships: number}> {
  const result = await connection.runAndReadAll(
    `SELECT count(*)::INTEGER, coalesce(sum(len(genes)), 0)::INTEGER FROM ${parquetSource(path)}`,
  );
  const [sets, memberships] = result.getRows()[0];
  return {sets: Number(sets), memberships: Number(memberships)};
}

function appendChunk(path: string, table: GeneSetTable, chunk: DuckDBDataChunk): void {
  const [setIds, libraries, names, descriptions] = [0, 1, 2, 3].map(column =>
    chunk.getColumnValues(column),
  );
  const lists = listVector(chunk, 4);
  for (let i = 0; i < chunk.rowCount; i++) {
    const row = table.names.length;
    if ([setIds[i], libraries[i], names[i], descriptions[i]].includes(null)) {
      throw new Error(`${path}: row ${row + 1}: a value is null; expected all columns filled`);
    }
    table.setIds[row] = setIds[i] as number;
    table.libraries.push(libraries[i] as string);
    table.names.push(names[i] as string);
    table.descriptions.push(descriptions[i] as string);
    const first = lists.getEntryOffset(i);
    const length = lists.getEntryLength(i);
    let at = table.offsets[row];
    for (let gene = first; gene < first + length; gene++) {
      table.genes[at++] = lists.childVector.getItem(gene) as number;
    }
    table.offsets[row + 1] = at;
  }
}
