// Both Parquet codecs on the same gene sets, in one run: seconds, megabytes, and ratios to DuckDB.
//   npx tsx bench/parquet.ts --sets 20000
import {mkdtemp, rm, stat} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import type {
  ParquetCodec,
  ParquetColumn,
  ReadField,
} from '../shared/formats/parquet/parquet-codec.ts';
import {duckdbCodec} from '../shared/formats/parquet/parquet-duckdb.ts';
import {parquetjsCodec} from '../shared/formats/parquet/parquet-parquetjs.ts';
import {createRandom} from '../shared/stats/random.ts';

/** Mean set size and number of symbols of large public libraries. */
const MEAN_GENES = 60;
const SYMBOLS = 20_000;

const {values} = parseArgs({options: {sets: {type: 'string', default: '20000'}}});
const sets = Number(values.sets);

const rows = (valueAt: (row: number) => string | number | string[]): ParquetColumn['values'] => {
  return (start, end) => Array.from({length: end - start}, (_, i) => valueAt(start + i));
};
const columns: ParquetColumn[] = [
  {name: 'set_id', type: 'int32', values: rows(row => row)},
  {name: 'library', type: 'utf8', values: rows(row => `library ${Math.floor(row / 2000)}`)},
  {name: 'name', type: 'utf8', values: rows(row => `GO:${row} a gene set`)},
  {name: 'genes', type: 'utf8[]', values: rows(genesOf)},
];

/** The genes of one set; some symbols are far more frequent than others, as in real libraries. */
function genesOf(row: number): string[] {
  const random = createRandom(1, row);
  return Array.from(
    {length: random.int(2 * MEAN_GENES)},
    () => `GENE${Math.floor(SYMBOLS * random.next() ** 2)}`,
  );
}

async function seconds(run: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await run();
  return (performance.now() - started) / 1000;
}

async function readAll(codec: ParquetCodec, path: string, genes: ReadField['type']) {
  await codec.open(path, async table => {
    const fields = columns.map(({name, type}) => ({name, type: name === 'genes' ? genes : type}));
    let read = 0;
    for await (const batch of table.read(fields as ReadField[])) read += batch[0].length;
    if (read !== table.rows) throw new Error(`read ${read} of ${table.rows} sets`);
  });
}

async function measure(codec: ParquetCodec, other: ParquetCodec, folder: string) {
  const path = join(folder, codec.name);
  return {
    write: await seconds(() => codec.write(path, sets, columns)),
    'read texts': await seconds(() => readAll(codec, path, 'utf8[]')),
    'read codes': await seconds(() => readAll(codec, path, 'code[]')),
    [`read by ${other.name}`]: await seconds(() => readAll(other, path, 'utf8[]')),
    megabytes: (await stat(path)).size / 1e6,
  };
}

const folder = await mkdtemp(join(tmpdir(), 'geneglot-bench-'));
try {
  // The first use loads the packages.
  for (const codec of [duckdbCodec, parquetjsCodec]) {
    await codec.write(join(folder, 'first'), 1, columns);
    await readAll(codec, join(folder, 'first'), 'utf8[]');
  }
  const duckdb = Object.entries(await measure(duckdbCodec, parquetjsCodec, folder));
  const parquetjs = Object.entries(await measure(parquetjsCodec, duckdbCodec, folder));
  console.log(`${sets} sets; seconds, and megabytes of the file`);
  console.table(
    duckdb.map(([what, value], i) => ({
      what: what.startsWith('read by') ? 'read by the other codec' : what,
      duckdb: value.toFixed(2),
      'parquetjs-lite': parquetjs[i][1].toFixed(2),
      ratio: (parquetjs[i][1] / value).toFixed(1),
    })),
  );
} finally {
  await rm(folder, {recursive: true});
}
