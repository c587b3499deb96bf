// Reads gene-set tables of any writer. Places in a dictionary become indices, so that no symbol is made or looked up once a
// membership.
import type {ColumnMetaData} from 'hyparquet';
import type {GeneSetTable} from '../../../genes/sets/gene-set-table.ts';
import {decoderOf, readPages} from '../read-pages.ts';
import {type ParquetTable, readable} from '../read-parquet.ts';
import {ListCollector, type Lists} from './list-collector.ts';

const FLAT_FIELDS = [
  {name: 'set_id', type: 'int32'},
  {name: 'library', type: 'utf8'},
  {name: 'name', type: 'utf8'},
  {name: 'description', type: 'utf8'},
] as const;

/** The table, its dictionary of symbols in ascending order, only those in use. */
export async function readSets(table: ParquetTable): Promise<GeneSetTable> {
  const setIds = new Int32Array(table.rows);
  let texts: string[][] = [[], [], []];
  for await (const [ids, ...columns] of table.read(FLAT_FIELDS)) {
    setIds.set(ids as number[], texts[0].length);
    texts = texts.map((known, i) => known.concat(columns[i] as string[]));
  }
  const [libraries, names, descriptions] = texts;
  return {setIds, libraries, names, descriptions, ...(await readLists(table, 'genes'))};
}

async function readLists(table: ParquetTable, column: string): Promise<Lists> {
  const chunks = table.metadata.row_groups.flatMap(({columns}) =>
    columns.flatMap(({meta_data}) => (meta_data?.path_in_schema[0] === column ? meta_data : [])),
  );
  const entries = chunks.reduce((sum, {num_values}) => sum + Number(num_values), 0);
  return readable(table.path, column, async () => {
    const collector = new ListCollector(table.rows, entries);
    for (const chunk of chunks) await appendChunk(table, chunk, collector);
    return collector.finish();
  });
}

/** Appends the lists of a column chunk, page by page. */
async function appendChunk(
  table: ParquetTable,
  chunk: ColumnMetaData,
  lists: ListCollector,
): Promise<void> {
  const {convert} = await import('hyparquet/src/convert.js');
  const {getMaxDefinitionLevel} = await import('hyparquet/src/schema.js');
  const decoder = await decoderOf(table, chunk);
  const {schemaPath} = decoder;
  const empty = schemaPath[1].element.repetition_type === 'OPTIONAL' ? 1 : 0;
  const highest = getMaxDefinitionLevel(schemaPath);
  let dictionary: Int32Array = new Int32Array(0);
  await readPages(table, chunk, decoder, {
    dictionary(values) {
      dictionary = lists.intern(convert(values, decoder) as string[]);
    },
    places({places, ...levels}) {
      lists.append(levels, lookUp(places, dictionary), empty, highest);
    },
    page({encoding, ...page}) {
      const places = encoding.endsWith('_DICTIONARY')
        ? lookUp(page.dataPage as number[], dictionary)
        : lists.intern(convert(page.dataPage, decoder) as string[]);
      lists.append(page, places, empty, highest);
    },
  });
}

/** The places that codes of a page stand for; -1 outside the dictionary. A loop: it runs once a membership. */
function lookUp(codes: ArrayLike<number>, dictionary: Int32Array): Int32Array {
  const places = new Int32Array(codes.length);
  for (let i = 0; i < codes.length; i++) places[i] = dictionary[codes[i]] ?? -1;
  return places;
}
