// Gene-set table as Parquet: one row a set, its genes as a list of symbols, readable by any Parquet reader.
// Files of our own are written and read by `gene-set-parquet/`, whatever codec is in use; others' through the codec.
import type {GeneSetTable} from '../genes/sets/gene-set-table.ts';
import type {Format} from './format.ts';
import {TYPES} from './parquet/gene-sets/layout.ts';
import {readCounts, readSets} from './parquet/gene-sets/read-sets.ts';
import {writeSets} from './parquet/gene-sets/write-sets.ts';
import {openParquet} from './parquet/parquet.ts';
import {
  expectFields,
  holds,
  type ParquetTable,
  type ParquetType,
  type ParquetValue,
} from './parquet/parquet-codec.ts';

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
  async write(path, table) {
    checkShape(table);
    checkGenes(table);
    checkTexts(table);
    await writeSets(path, table);
  },
  read: async path =>
    (await readSets(path)) ??
    openParquet(path, async file => {
      expectFields(file, FIELDS, NAME);
      return readRows(file);
    }),
  async summarize(path) {
    const counts = await readCounts(path);
    if (counts) return {counts: {...counts}, schema: TYPES};
    return openParquet(path, summarizeRows);
  },
};

async function summarizeRows(file: ParquetTable) {
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

function checkGenes({genes, symbols, offsets, setIds, names}: GeneSetTable): void {
  for (let i = 0; i < genes.length; i++) {
    if (genes[i] >= 0 && genes[i] < symbols.length) continue;
    const row = offsets.findIndex(offset => offset > i) - 1;
    throw new Error(
      `gene-set table: set ${setIds[row]} (${names[row]}) holds gene index ${genes[i]}; expected 0..${symbols.length - 1}`,
    );
  }
}

function checkTexts(table: GeneSetTable): void {
  for (const column of ['libraries', 'names', 'descriptions', 'symbols'] as const) {
    const place = table[column].findIndex(text => !holds('utf8', text));
    if (place < 0) continue;
    throw new Error(
      `gene-set table: ${column}[${place}] is ${JSON.stringify(table[column][place])}; expected a text without half a surrogate pair. Mend it at its source.`,
    );
  }
}

async function readRows(file: ParquetTable): Promise<GeneSetTable> {
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
