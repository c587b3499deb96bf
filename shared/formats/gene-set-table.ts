// Gene-set table as Parquet: one row a set, its genes as a list of symbols, readable by any Parquet reader.
import type {GeneSetTable} from '../genes/sets/gene-set-table.ts';
import type {Format} from './format.ts';
import {expectFields, type ParquetType} from './parquet/columns.ts';
import {readSets} from './parquet/gene-sets/read-sets.ts';
import {storedCounts, writeSets} from './parquet/gene-sets/write-sets.ts';
import {openParquet} from './parquet/read-parquet.ts';
import {holds, refuseValue} from './stored-value.ts';

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
  async read(path) {
    const file = await openParquet(path);
    expectFields(file, FIELDS, NAME);
    return readSets(file);
  },
  async summarize(path) {
    const file = await openParquet(path);
    expectFields(file, FIELDS, NAME);
    const counts = storedCounts(file.metadata) ?? countSets(await readSets(file));
    return {counts: {...counts}, schema: file.types};
  },
};

function countSets({setIds, libraries, symbols, genes}: GeneSetTable): Record<string, number> {
  return {
    sets: setIds.length,
    libraries: new Set(libraries).size,
    genes: symbols.length,
    memberships: genes.length,
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
    throw refuseValue(`gene-set table: ${column}[${place}]`, 'utf8', table[column][place]);
  }
}
