import {readFile, writeFile} from 'node:fs/promises';
import {describe, expect, test} from '@jest/globals';
import {geneSetTable} from '../../shared/formats/gene-set-table.ts';
import {writeParquet} from '../../shared/formats/parquet/write-parquet.ts';
import type {GeneSetTable} from '../../shared/genes/sets/gene-set-table.ts';
import {runSql} from './parquet/write-with-sql.ts';
import {scratchFolder} from './scratch-folder.ts';

const file = scratchFolder();

const small: GeneSetTable = {
  setIds: Int32Array.of(7, 3, 9),
  libraries: ['GO', 'GO', "O'Wiki"],
  names: ['apoptosis', 'an empty set', 'αβ T-cell'],
  descriptions: ['GO:0006915', '', 'na'],
  symbols: ['TP53', 'BAX', 'C1orf112', 'UNUSED'],
  offsets: Int32Array.of(0, 3, 3, 5),
  genes: Int32Array.of(0, 1, 2, 2, 0),
};

/** Sets as plain symbols, the part of a table that does not depend on its dictionary. */
function symbolsBySet(table: GeneSetTable): string[][] {
  return Array.from(table.setIds, (_, row) =>
    Array.from(
      table.genes.subarray(table.offsets[row], table.offsets[row + 1]),
      gene => table.symbols[gene],
    ),
  );
}

describe('gene-set-table', () => {
  test('reads back what was written, gene order within a set included', async () => {
    const path = file('round trip.parquet');
    await geneSetTable.write(path, small);
    const read = await geneSetTable.read(path);
    expect({...read, symbols: null, genes: null}).toEqual({...small, symbols: null, genes: null});
    expect(symbolsBySet(read)).toEqual([['TP53', 'BAX', 'C1orf112'], [], ['C1orf112', 'TP53']]);
    expect(read.symbols).toEqual(['BAX', 'C1orf112', 'TP53']);
  });

  test('streams more sets than a chunk holds, and writes the same bytes again', async () => {
    const sets = 5000;
    const many: GeneSetTable = {
      setIds: Int32Array.from({length: sets}, (_, i) => i),
      libraries: new Array(sets).fill('L'),
      names: Array.from({length: sets}, (_, i) => `set ${i}`),
      descriptions: new Array(sets).fill(''),
      symbols: Array.from({length: 70_000}, (_, i) => `G${i}`),
      offsets: Int32Array.from({length: sets + 1}, (_, i) => i * 20),
      genes: Int32Array.from({length: sets * 20}, (_, i) => (i * 7919) % 70_000),
    };
    await geneSetTable.write(file('a.parquet'), many);
    await geneSetTable.write(file('b.parquet'), many);
    expect((await readFile(file('a.parquet'))).equals(await readFile(file('b.parquet')))).toBe(
      true,
    );
    const read = await geneSetTable.read(file('a.parquet'));
    expect(read.setIds).toEqual(many.setIds);
    expect(symbolsBySet(read)).toEqual(symbolsBySet(many));
  });

  test('is plain Parquet for another reader', async () => {
    await geneSetTable.write(file('plain.parquet'), small);
    const rows = await runSql(
      `SELECT name, genes[1] AS first, len(genes)::INTEGER AS size FROM '${file('plain.parquet')}' ORDER BY set_id`,
    );
    expect(rows).toEqual([
      {name: 'an empty set', first: null, size: 0},
      {name: 'apoptosis', first: 'TP53', size: 3},
      {name: 'αβ T-cell', first: 'C1orf112', size: 2},
    ]);
  });

  test('summarizes sets, libraries, genes and memberships', async () => {
    await geneSetTable.write(file('summary.parquet'), small);
    const {counts, schema} = await geneSetTable.summarize(file('summary.parquet'));
    expect(counts).toEqual({sets: 3, libraries: 2, genes: 3, memberships: 5});
    expect(schema).toMatchObject({set_id: 'INTEGER', genes: 'VARCHAR[]'});
  });

  test('holds no sets at all', async () => {
    const none: GeneSetTable = {
      setIds: new Int32Array(0),
      libraries: [],
      names: [],
      descriptions: [],
      symbols: [],
      offsets: new Int32Array(1),
      genes: new Int32Array(0),
    };
    await geneSetTable.write(file('none.parquet'), none);
    expect(await geneSetTable.read(file('none.parquet'))).toEqual(none);
  });

  test('refuses a table whose columns disagree in length', async () => {
    const broken = {...small, names: ['one']};
    await expect(geneSetTable.write(file('x.parquet'), broken)).rejects.toThrow(
      /3 set ids with 3 \/ 1 \/ 3 \/ 3 libraries/,
    );
  });

  test('refuses a gene index outside the dictionary, naming the set', async () => {
    const broken = {...small, genes: Int32Array.of(0, 1, 2, 2, 4)};
    await expect(geneSetTable.write(file('x.parquet'), broken)).rejects.toThrow(
      'set 9 (αβ T-cell) holds gene index 4; expected 0..3',
    );
  });

  test('says which column a foreign Parquet file lacks, and when a file is no Parquet', async () => {
    const ids = {name: 'set_id', type: 'int32', values: () => [1]} as const;
    await writeParquet(file('foreign.parquet'), 1, [ids]);
    await expect(geneSetTable.read(file('foreign.parquet'))).rejects.toThrow(
      /foreign\.parquet: column 'library' is missing; expected library VARCHAR/,
    );
    await writeFile(file('text.parquet'), 'not a table');
    await expect(geneSetTable.read(file('text.parquet'))).rejects.toThrow(
      /text\.parquet: expected a Parquet file/,
    );
  });
});
