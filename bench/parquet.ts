// The writers of Parquet tables beside each other, in one run: seconds of processor time to write and to read back.
//   npx tsx bench/parquet.ts --sets 20000
import {mkdtemp, rm, stat} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {geneSetTable} from '../shared/formats/gene-set-table.ts';
import type {ParquetColumn, WriteRows} from '../shared/formats/parquet/columns.ts';
import {openParquet} from '../shared/formats/parquet/read-parquet.ts';
import {writeWithDuckdb} from '../shared/formats/parquet/write-with-duckdb.ts';
import {writeWithParquetjs} from '../shared/formats/parquet/write-with-parquetjs.ts';
import type {GeneSetTable} from '../shared/genes/sets/gene-set-table.ts';
import {createRandom} from '../shared/stats/random.ts';

/** Mean set size and number of symbols of large public libraries. */
const MEAN_GENES = 60;
const SYMBOLS = 20_000;

const {values} = parseArgs({options: {sets: {type: 'string', default: '20000'}}});

/** Gene sets; some symbols are far more frequent than others, as in real libraries. */
function createTable(sets: number): GeneSetTable {
  const random = createRandom(1);
  const rows = Array.from({length: sets}, (_, row) => row);
  const offsets = new Int32Array(sets + 1);
  for (const row of rows) offsets[row + 1] = offsets[row] + random.int(2 * MEAN_GENES);
  return {
    setIds: Int32Array.from(rows),
    libraries: rows.map(row => `library ${Math.floor(row / 2000)}`),
    names: rows.map(row => `GO:${row} a gene set`),
    descriptions: rows.map(() => ''),
    symbols: Array.from({length: SYMBOLS}, (_, i) => `GENE${i}`),
    offsets,
    genes: Int32Array.from({length: offsets[sets]}, () => Math.floor(SYMBOLS * random.next() ** 2)),
  };
}

/** The same table as columns of texts. */
function toColumns(table: GeneSetTable): ParquetColumn[] {
  const {setIds, libraries, names, descriptions, symbols, offsets, genes} = table;
  const symbolsOf = (row: number) =>
    Array.from(genes.subarray(offsets[row], offsets[row + 1]), gene => symbols[gene]);
  const list = (start: number, end: number) =>
    Array.from({length: end - start}, (_, i) => symbolsOf(start + i));
  return [
    {name: 'set_id', type: 'int32', values: (...range) => Array.from(setIds.subarray(...range))},
    {name: 'library', type: 'utf8', values: (...range) => libraries.slice(...range)},
    {name: 'name', type: 'utf8', values: (...range) => names.slice(...range)},
    {name: 'description', type: 'utf8', values: (...range) => descriptions.slice(...range)},
    {name: 'genes', type: 'utf8[]', values: list},
  ];
}

async function seconds(run: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await run();
  const {user, system} = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** Reads all columns as texts. */
async function readTexts(path: string, columns: readonly ParquetColumn[]): Promise<void> {
  const table = await openParquet(path);
  for await (const _ of table.read(columns));
}

const folder = await mkdtemp(join(tmpdir(), 'geneglot-bench-'));
const table = createTable(Number(values.sets));
const columns = toColumns(table);
const writeTexts = (write: WriteRows) => (path: string) =>
  write(path, table.setIds.length, columns);
try {
  const writers = {
    'gene-set table': (path: string) => geneSetTable.write(path, table),
    DuckDB: writeTexts(writeWithDuckdb),
    'parquetjs-lite': writeTexts(writeWithParquetjs),
  };
  const rows = [];
  for (const [writer, write] of Object.entries(writers)) {
    const path = join(folder, writer);
    rows.push({
      writer,
      write: (await seconds(() => write(path))).toFixed(2),
      'read as a gene-set table': (await seconds(() => geneSetTable.read(path))).toFixed(2),
      'read as texts': (await seconds(() => readTexts(path, columns))).toFixed(2),
      megabytes: ((await stat(path)).size / 1e6).toFixed(2),
    });
  }
  console.log(`${table.setIds.length} sets, ${table.genes.length} memberships`);
  console.table(rows);
} finally {
  await rm(folder, {recursive: true});
}
