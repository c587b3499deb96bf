// Writes a gene-set table as Parquet by itself: its dictionary of symbols becomes the column's dictionary page and its
// indices, packed, the values, so that no symbol is written or looked up once a membership. Any Parquet reader sees
// plain columns and a list of texts. Uncompressed: packed places hardly shrink.
import type {GeneSetTable} from '../../../genes/sets/gene-set-table.ts';
import {bitsFor, MAX_BITS} from './bit-packing.ts';
import {codeValues, sortDictionary} from './dictionary.ts';
import {FileSink} from './file-sink.ts';
import {encodeFooter, type WrittenColumn} from './footer.ts';
import {type FlatColumn, MAGIC, type StoredCounts} from './layout.ts';
import {
  codePage,
  dictionaryPage,
  type EncodedPage,
  listPages,
  plainNumbers,
  plainTexts,
} from './pages.ts';

/** Writes the table; `table.symbols` may hold unused symbols, the file will not. */
export async function writeSets(path: string, table: GeneSetTable): Promise<void> {
  const libraries = codeValues(table.libraries);
  const symbols = sortDictionary(table.symbols, markUsed(table));
  const counts: StoredCounts = {
    sets: table.setIds.length,
    libraries: libraries.texts.length,
    genes: symbols.texts.length,
    memberships: table.genes.length,
  };
  if (bitsFor(counts.genes) > MAX_BITS) {
    throw new Error(
      `${path}: ${counts.genes} distinct symbols; expected at most ${2 ** MAX_BITS}. Are the genes really symbols?`,
    );
  }
  const {offsets, genes} = table;
  await FileSink.with(path, async sink => {
    await sink.write(MAGIC);
    const add = (name: FlatColumn | 'genes', pages: Iterable<EncodedPage>, texts?: string[]) =>
      writeColumn(sink, name, pages, texts);
    const columns = [
      await add('set_id', counts.sets > 0 ? [plainNumbers(table.setIds)] : []),
      await add(
        'library',
        counts.sets > 0 ? [codePage(libraries.codes, counts.libraries)] : [],
        libraries.texts,
      ),
      await add('name', plainTexts(table.names)),
      await add('description', plainTexts(table.descriptions)),
      await add('genes', listPages(offsets, genes, symbols.codeOf, counts.genes), symbols.texts),
    ];
    const footer = encodeFooter(columns, counts);
    await sink.write(footer);
    await sink.write(new Uint8Array(Uint32Array.of(footer.length).buffer));
    await sink.write(MAGIC);
  });
}

function markUsed(table: GeneSetTable): Uint8Array {
  const used = new Uint8Array(table.symbols.length);
  for (let i = 0; i < table.genes.length; i++) used[table.genes[i]] = 1;
  return used;
}

async function writeColumn(
  sink: FileSink,
  name: WrittenColumn['name'],
  pages: Iterable<EncodedPage>,
  dictionary?: string[],
): Promise<WrittenColumn> {
  const start = sink.length;
  if (dictionary) for (const part of dictionaryPage(dictionary).bytes) await sink.write(part);
  const firstPage = sink.length;
  let values = 0;
  for (const page of pages) {
    for (const part of page.bytes) await sink.write(part);
    values += page.values;
  }
  const bytes = sink.length - start;
  return {name, values, bytes, firstPage, ...(dictionary && {dictionary: start})};
}
