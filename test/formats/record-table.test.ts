import {describe, expect, test} from '@jest/globals';
import {recordTable} from '../../shared/formats/record-table.ts';
import {runSql} from './parquet/write-with-sql.ts';
import {scratchFolder} from './scratch-folder.ts';

const file = scratchFolder();
const scores = recordTable('scores', 1, {
  setId: 'int32',
  pValue: 'float64',
  library: 'string',
  genes: 'string[]',
  ranks: 'int32[]',
  significant: 'boolean',
  validationLoss: 'float64?',
  note: 'string?',
});
const row = {
  setId: -2147483648,
  pValue: 5e-324,
  library: 'GO',
  genes: ['TP53', "A'B"],
  ranks: [1, 2147483647],
  significant: true,
  validationLoss: null,
  note: null,
};

describe('recordTable', () => {
  test('reads back every type, nulls and empty lists included', async () => {
    const rows = [
      row,
      {...row, genes: [], ranks: [], significant: false, validationLoss: 1.5, note: ''},
    ];
    await scores.write(file('scores.parquet'), rows);
    expect(await scores.read(file('scores.parquet'))).toEqual(rows);
    expect((await scores.summarize(file('scores.parquet'))).counts).toEqual({rows: 2});
  });

  test('keeps the order of many rows and holds none', async () => {
    const table = recordTable('numbers', 1, {n: 'int32'});
    for (const length of [5000, 120_000]) {
      const rows = Array.from({length}, (_, i) => ({n: i * 3}));
      await table.write(file('many.parquet'), rows);
      expect(await table.read(file('many.parquet'))).toEqual(rows);
    }
    await table.write(file('none.parquet'), []);
    expect(await table.read(file('none.parquet'))).toEqual([]);
  });

  test('is plain Parquet for another reader', async () => {
    await scores.write(file('plain.parquet'), [row]);
    const [found] = await runSql(
      `SELECT "pValue", genes[2] AS gene FROM '${file('plain.parquet')}'`,
    );
    expect(found).toEqual({pValue: 5e-324, gene: "A'B"});
  });

  test.each([
    ['setId', 1.5, 'found 1.5, expected int32'],
    ['setId', 2147483648, 'found 2147483648, expected int32'],
    ['pValue', null, 'found null, expected double'],
    ['library', 3, 'found 3, expected utf8'],
    ['genes', ['A', 1], 'found 1, expected utf8[]'],
    ['note', undefined, 'found nothing, expected utf8'],
  ])('refuses %s = %p and says where', async (column, value, message) => {
    const rows = [row, {...row, [column]: value}];
    await expect(scores.write(file('bad.parquet'), rows)).rejects.toThrow(
      `bad.parquet: row 2, column '${column}': ${message}`,
    );
  });

  test('refuses a file whose column has another type or is null where none is allowed', async () => {
    await recordTable('other', 1, {n: 'float64'}).write(file('other.parquet'), [{n: 1}]);
    await expect(
      recordTable('numbers', 1, {n: 'int32'}).read(file('other.parquet')),
    ).rejects.toThrow(/other\.parquet: column 'n' is DOUBLE; expected n INTEGER as numbers has it/);
    await recordTable('other', 1, {n: 'int32?'}).write(file('null.parquet'), [{n: null}]);
    await expect(
      recordTable('numbers', 1, {n: 'int32'}).read(file('null.parquet')),
    ).rejects.toThrow(/null\.parquet: row 1, column 'n': found null, expected int32/);
  });
});
