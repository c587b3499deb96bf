// Damaged Parquet files of all three writers: tables and gene sets are read whole, or refused with the file's name.
import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {geneSetTable} from '../../../shared/formats/gene-set-table.ts';
import type {ParquetColumn, ParquetValue} from '../../../shared/formats/parquet/columns.ts';
import {writeWithDuckdb} from '../../../shared/formats/parquet/write-with-duckdb.ts';
import {writeWithParquetjs} from '../../../shared/formats/parquet/write-with-parquetjs.ts';
import {recordTable} from '../../../shared/formats/record-table.ts';
import {offsetsOf} from '../../../shared/stats/offsets-of.ts';
import type {FuzzTarget} from '../fuzz-target.ts';
import {judgeRefusal} from '../judge-refusal.ts';
import {mutateBytes, pick} from '../mutate.ts';

const ROWS = 60;
const table = recordTable('fuzzed', 1, {
  id: 'int32',
  name: 'string',
  share: 'float64?',
  known: 'boolean',
  genes: 'int32[]',
  marks: 'string[]',
});
const COLUMNS: ParquetColumn[] = [
  column('id', 'int32', row => row),
  column('name', 'utf8', row => `set ${row % 7}`),
  {...column('share', 'double', row => (row % 3 ? row / 7 : null)), nullable: true},
  column('known', 'boolean', row => row % 2 === 0),
  column('genes', 'int32[]', row => Array.from({length: row % 5}, (_, i) => row * i)),
  column('marks', 'utf8[]', row => Array.from({length: row % 4}, (_, i) => `mark ${i}`)),
];

interface Good {
  bytes: Uint8Array;
  read(path: string): Promise<string | undefined>;
}

let made: Promise<Good[]> | undefined;

export const target: FuzzTarget = {
  ciTries: 60,
  async tryOnce(random, scratch) {
    made ??= Promise.all([
      makeTable(join(scratch, 'parquetjs.parquet'), writeWithParquetjs),
      makeTable(join(scratch, 'duckdb.parquet'), writeWithDuckdb),
      makeSets(join(scratch, 'sets.parquet')),
    ]);
    const {bytes, read} = pick(await made, random);
    const path = join(scratch, 'damaged.parquet');
    await writeFile(path, mutateBytes(bytes, random));
    process.env.GENEGLOT_READER_SECONDS = '4';
    try {
      return await read(path);
    } catch (error) {
      return judgeRefusal(error, path);
    }
  },
};

function column(
  name: string,
  type: ParquetColumn['type'],
  valueAt: (row: number) => ParquetValue,
): ParquetColumn {
  return {
    ...{name, type},
    values: (start, end) => Array.from({length: end - start}, (_, i) => valueAt(start + i)),
  };
}

async function makeTable(path: string, write: typeof writeWithDuckdb): Promise<Good> {
  await write(path, ROWS, COLUMNS);
  return {
    bytes: await readFile(path),
    async read(damaged) {
      const rows = await table.read(damaged);
      await table.summarize(damaged);
      const odd = rows.find(
        ({id, name, known, genes, marks}) =>
          !(Number.isInteger(id) && typeof name === 'string' && typeof known === 'boolean') ||
          !(genes.every(Number.isInteger) && marks.every(mark => typeof mark === 'string')),
      );
      return odd && `a row that cannot be was taken: ${JSON.stringify(odd)}`;
    },
  };
}

async function makeSets(path: string): Promise<Good> {
  const genes = Int32Array.from({length: 3 * ROWS}, (_, i) => (7 * i) % 50);
  const texts = (word: string) => Array.from({length: ROWS}, (_, i) => `${word} ${i % 9}`);
  await geneSetTable.write(path, {
    setIds: Int32Array.from({length: ROWS}, (_, i) => i),
    libraries: texts('library'),
    names: texts('name'),
    descriptions: texts('about'),
    symbols: Array.from({length: 50}, (_, i) => `GENE${i}`),
    offsets: offsetsOf(new Array<number>(ROWS).fill(3)),
    genes,
  });
  return {
    bytes: await readFile(path),
    async read(damaged) {
      const {offsets, genes: found, symbols} = await geneSetTable.read(damaged);
      await geneSetTable.summarize(damaged);
      const parts = offsets[0] === 0 && offsets.at(-1) === found.length;
      const climbs = offsets.every((at, i) => i === 0 || at >= offsets[i - 1]);
      const inside = found.every(gene => gene >= 0 && gene < symbols.length);
      return parts && climbs && inside ? undefined : 'lists that cannot be were taken';
    },
  };
}
