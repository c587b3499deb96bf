// Gene-set table as Parquet: one row a set, its genes as a list of symbols, readable by any Parquet reader.
import type {GeneSetTable} from '../genes/gene-set-table.ts';
import type {Format} from './format.ts';
import {openParquet, writeParquet} from './parquet.ts';
import {
  expectFields,
  type ParquetColumn,
  type ParquetTable,
  type ParquetType,
  type ParquetValue,
} from './parquet-codec.ts';

const NAME = 'gene-set-table';
const COLUMNS = {
  set_id: 'int32',
  library: 'utf8',
  name: 'utf8',
  description: 'utf8',
  genes: 'utf8[]',
} satisfies Record<string, ParquetType>;
const FIELDS = Object.entries(COLUMNS).map(([name, type]) => ({name, type}));

/** Gene sets; reading gives the dictionary of symbols in ascending order, only those in use. */
export const geneSetTable: Format<GeneSetTable> = {
  name: NAME,
  version: 1,
  extension: '.parquet',
  write: async (path, table) => writeParquet(path, table.setIds.length, toColumns(table)),
  read: path =>
    openParquet(path, async file => {
      expectFields(file, FIELDS, NAME);
      return readSets(file);
    }),
  summarize: path =>
    openParquet(path, async file => {
      expectFields(file, FIELDS, NAME);
      const libraries = await file.dictionary('library');
      const genes = await file.dictionary('genes');
      return {
        counts: {
          sets: file.rows,
          libraries: libraries.texts.length,
          genes: genes.texts.length,
          memberships: genes.values,
        },
        schema: file.types,
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

async function readSets(file: ParquetTable): Promise<GeneSetTable> {
  const {texts: symbols, values: memberships} = await file.dictionary('genes');
  const table: GeneSetTable = {
    setIds: new Int32Array(file.rows),
    libraries: [],
    names: [],
    descriptions: [],
    symbols,
    offsets: new Int32Array(file.rows + 1),
    genes: new Int32Array(memberships),
  };
  // Genes are read as places in the dictionary, so that memory holds no text twice.
  const fields = FIELDS.map(field =>
    field.name === 'genes' ? ({...field, type: 'code[]'} as const) : field,
  );
  for await (const batch of file.read(fields)) appendBatch(table, batch);
  return table;
}

function appendBatch(table: GeneSetTable, batch: ParquetValue[][]): void {
  const [setIds, libraries, names, descriptions, geneLists] = batch;
  setIds.forEach((setId, i) => {
    const row = table.names.length;
    const genes = geneLists[i] as number[];
    table.setIds[row] = setId as number;
    table.libraries.push(libraries[i] as string);
    table.names.push(names[i] as string);
    table.descriptions.push(descriptions[i] as string);
    table.genes.set(genes, table.offsets[row]);
    table.offsets[row + 1] = table.offsets[row] + genes.length;
  });
}
