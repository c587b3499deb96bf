import {readFile, writeFile} from 'node:fs/promises';
import {describe, expect, test} from '@jest/globals';
import {geneSetTable} from '../../../../shared/formats/gene-set-table.ts';
import {openParquet, writeParquet} from '../../../../shared/formats/parquet/parquet.ts';
import type {GeneSetTable} from '../../../../shared/genes/sets/gene-set-table.ts';
import {createRandom} from '../../../../shared/stats/random.ts';
import {scratchFolder} from '../../scratch-folder.ts';
import {useCodec} from '../../use-codec.ts';

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

describe.each(['duckdb', 'parquetjs'])('a gene-set table beside %s', codec => {
  useCodec(codec);

  test('is read by the codec as it was written: pages, empty sets, letters of all kinds', async () => {
    const table = randomTable(1, 3000, 200);
    await geneSetTable.write(file('own.parquet'), table);
    const columns: unknown[][] = [[], [], [], [], []];
    await openParquet(file('own.parquet'), async opened => {
      expect(opened.rows).toBe(3000);
      for await (const batch of opened.read(FIELDS)) {
        batch.forEach((values, column) => {
          columns[column].push(...values);
        });
      }
    });
    const {setIds, libraries, names, descriptions} = table;
    expect(columns).toEqual([Array.from(setIds), libraries, names, descriptions, symbolsOf(table)]);
  });

  test('is the same when the codec wrote the file', async () => {
    const table = randomTable(2, 500, 30);
    const sets = symbolsOf(table);
    const values = [
      Array.from(table.setIds),
      table.libraries,
      table.names,
      table.descriptions,
      sets,
    ];
    await writeParquet(
      file('codec.parquet'),
      500,
      FIELDS.map((field, i) => ({
        ...field,
        values: (start: number, end: number) => values[i].slice(start, end),
      })),
    );
    await geneSetTable.write(file('own.parquet'), table);
    const [own, foreign] = [
      await geneSetTable.read(file('own.parquet')),
      await geneSetTable.read(file('codec.parquet')),
    ];
    expect(own).toEqual(foreign);
    expect(await geneSetTable.summarize(file('own.parquet'))).toEqual(
      await geneSetTable.summarize(file('codec.parquet')),
    );
  });
});

describe('a gene-set table', () => {
  test('is refused when its bytes are cut or damaged, with its path', async () => {
    await geneSetTable.write(file('whole.parquet'), randomTable(3, 300, 40));
    const bytes = await readFile(file('whole.parquet'));
    await writeFile(file('cut.parquet'), bytes.subarray(0, bytes.length - 20));
    await expect(geneSetTable.read(file('cut.parquet'))).rejects.toThrow(/cut\.parquet: /);
    const lostMiddle = Buffer.concat([bytes.subarray(0, 2000), bytes.subarray(3000)]);
    await writeFile(file('lost.parquet'), lostMiddle);
    await expect(geneSetTable.read(file('lost.parquet'))).rejects.toThrow(
      /lost\.parquet: cannot be read as Parquet: .*make it again/,
    );
  });

  test('refuses half a surrogate pair', async () => {
    const table = randomTable(4, 3, 5);
    table.names[1] = 'half \ud83e';
    await expect(geneSetTable.write(file('half.parquet'), table)).rejects.toThrow(
      /names\[1\] is .*expected a text without half a surrogate pair/,
    );
  });
});
