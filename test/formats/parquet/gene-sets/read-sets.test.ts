import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {geneSetTable} from '../../../../shared/formats/gene-set-table.ts';
import {openParquet} from '../../../../shared/formats/parquet/read-parquet.ts';
import {writeWithDuckdb} from '../../../../shared/formats/parquet/write-with-duckdb.ts';
import {writeWithParquetjs} from '../../../../shared/formats/parquet/write-with-parquetjs.ts';
import type {GeneSetTable} from '../../../../shared/genes/sets/gene-set-table.ts';
import {createRandom} from '../../../../shared/stats/random.ts';
import {scratchFolder} from '../../scratch-folder.ts';
import {runSql, writeWithSql} from '../write-with-sql.ts';

const file = scratchFolder();

/** Sets of all sizes, empty ones among them, over more symbols than are in use; more values than a page holds. */
function randomTable(seed: number, sets: number, largest: number): GeneSetTable {
  const random = createRandom(seed);
  const symbols = Array.from({length: 500}, (_, i) => (i % 50 === 7 ? `γ🧬${i}` : `G${i}`));
  const sizes = Array.from({length: sets}, () =>
    random.next() < 0.1 ? 0 : 1 + random.int(largest),
  );
  const offsets = Int32Array.from([
    0,
    ...sizes.map(
      (
        (sum: number) => size =>
          (sum += size)
      )(0),
    ),
  ]);
  return {
    setIds: Int32Array.from({length: sets}, (_, i) => 3 * i - 5),
    libraries: Array.from({length: sets}, () => `library ${random.int(7)}`),
    names: Array.from({length: sets}, (_, i) => `set ${i} α`),
    descriptions: Array.from({length: sets}, (_, i) => (i % 3 === 0 ? '' : `\ufeffabout ${i}`)),
    symbols,
    offsets,
    genes: Int32Array.from({length: offsets[sets]}, () => random.int(450)),
  };
}

const symbolsOf = (table: GeneSetTable) =>
  Array.from(table.setIds, (_, row) =>
    Array.from(
      table.genes.subarray(table.offsets[row], table.offsets[row + 1]),
      gene => table.symbols[gene],
    ),
  );

const FIELDS = [
  {name: 'set_id', type: 'int32'},
  {name: 'library', type: 'utf8'},
  {name: 'name', type: 'utf8'},
  {name: 'description', type: 'utf8'},
  {name: 'genes', type: 'utf8[]'},
] as const;

test('a gene-set table is read by columns as it was written: pages, empty sets, letters of all kinds', async () => {
  const table = randomTable(1, 3000, 200);
  await geneSetTable.write(file('own.parquet'), table);
  const columns: unknown[][] = [[], [], [], [], []];
  const opened = await openParquet(file('own.parquet'));
  expect(opened.rows).toBe(3000);
  for await (const batch of opened.read(FIELDS)) {
    batch.forEach((values, column) => {
      columns[column].push(...values);
    });
  }
  const {setIds, libraries, names, descriptions} = table;
  expect(columns).toEqual([Array.from(setIds), libraries, names, descriptions, symbolsOf(table)]);
});

test('a gene-set table is plain Parquet for another program', async () => {
  const table = randomTable(5, 3000, 200);
  await geneSetTable.write(file('plain.parquet'), table);
  const rows = await runSql(
    `SELECT set_id, library, name, description, array_to_string(genes, ' ') AS genes FROM '${file('plain.parquet')}'`,
  );
  const sets = symbolsOf(table);
  expect(rows).toEqual(
    Array.from(table.setIds, (set_id, i) => ({
      set_id,
      library: table.libraries[i],
      name: table.names[i],
      // DuckDB's package drops a byte-order mark that opens a text.
      description: table.descriptions[i].replace('\ufeff', ''),
      genes: sets[i].join(' '),
    })),
  );
});

describe.each([
  ['DuckDB', writeWithDuckdb],
  ['parquetjs-lite', writeWithParquetjs],
])('a gene-set table that %s wrote', (name, write) => {
  test('is the same as one written here', async () => {
    const table = randomTable(2, 500, 30);
    const sets = symbolsOf(table);
    const values = [
      Array.from(table.setIds),
      table.libraries,
      table.names,
      table.descriptions,
      sets,
    ];
    const path = file(`${name}.parquet`);
    await write(
      path,
      500,
      FIELDS.map((field, i) => ({
        ...field,
        values: (start: number, end: number) => values[i].slice(start, end),
      })),
    );
    await geneSetTable.write(file('own.parquet'), table);
    const [own, foreign] = [
      await geneSetTable.read(file('own.parquet')),
      await geneSetTable.read(path),
    ];
    expect(own).toEqual(foreign);
    expect(await geneSetTable.summarize(file('own.parquet'))).toEqual(
      await geneSetTable.summarize(path),
    );
    await geneSetTable.write(file('copy.parquet'), foreign);
    const bytes = await readFile(file('own.parquet'));
    expect(bytes.equals(await readFile(file('copy.parquet')))).toBe(true);
  });
});

test.each(['zstd', 'delta', 'second-pages-gzip', 'row-groups', 'fallback'])(
  'a gene-set table of Arrow C++ is read whatever its pages: %s',
  async kind => {
    const path = join(import.meta.dirname, `../fixtures/sets-${kind}.parquet`);
    const table = await geneSetTable.read(path);
    const ids = Array.from({length: 90}, (_, i) => i);
    expect(Array.from(table.setIds)).toEqual(ids.map(i => 3 * i));
    expect(table.libraries).toEqual(ids.map(i => `library ${Math.floor(i / 40)}`));
    expect(table.names).toEqual(ids.map(i => `set ${i}`));
    expect(symbolsOf(table)).toEqual(
      ids.map(i => Array.from({length: i % 4}, (_, j) => `G${(i * j) % 17}`)),
    );
    expect(table.symbols).toEqual([...new Set(symbolsOf(table).flat())].sort());
    const {counts} = await geneSetTable.summarize(path);
    expect(counts).toEqual({
      sets: 90,
      libraries: 3,
      genes: table.symbols.length,
      memberships: table.genes.length,
    });
  },
);

describe('a gene-set table', () => {
  test('is refused when its bytes are cut or damaged, with its path', async () => {
    await geneSetTable.write(file('whole.parquet'), randomTable(3, 300, 40));
    const bytes = await readFile(file('whole.parquet'));
    await writeFile(file('cut.parquet'), bytes.subarray(0, bytes.length - 20));
    await expect(geneSetTable.read(file('cut.parquet'))).rejects.toThrow(/cut\.parquet: /);
    const lostMiddle = Buffer.concat([bytes.subarray(0, 2000), bytes.subarray(3000)]);
    await writeFile(file('lost.parquet'), lostMiddle);
    await expect(geneSetTable.read(file('lost.parquet'))).rejects.toThrow(
      /lost\.parquet: column '.+'.*make it again/,
    );
  });

  test.each([
    ['a null list', 'NULL::VARCHAR[]'],
    ['a null in a list', "['TP53', NULL]"],
  ])('is refused for %s', async (name, list) => {
    const path = await writeWithSql(
      file(`${name}.parquet`),
      `SELECT 1 AS set_id, 'l' AS library, 'n' AS name, '' AS description, unnest([['BAX'], ${list}]) AS genes`,
    );
    await expect(geneSetTable.read(path)).rejects.toThrow(
      new RegExp(`${name}\\.parquet: column 'genes' .*row 2 is or holds null`),
    );
  });

  test('is counted anew where another program kept what the footer counts', async () => {
    await geneSetTable.write(file('counted.parquet'), randomTable(6, 300, 40));
    const path = await writeWithSql(
      file('filtered.parquet'),
      `FROM '${file('counted.parquet')}' LIMIT 7`,
      `, KV_METADATA {'geneglot.counts': '{"sets": 300}'}`,
    );
    expect((await geneSetTable.summarize(path)).counts.sets).toBe(7);
  });

  test('refuses half a surrogate pair', async () => {
    const table = randomTable(4, 3, 5);
    table.names[1] = 'half \ud83e';
    await expect(geneSetTable.write(file('half.parquet'), table)).rejects.toThrow(
      /names\[1\]: found .*expected utf8\. Code unit 0xd[8-9a-f]..? at .* is half a surrogate pair/,
    );
  });
});
