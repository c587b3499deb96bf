// Reads gene-set tables that write-sets.ts wrote: places in the dictionary become indices as they are.
import {type FileHandle, open} from 'node:fs/promises';
import type {GeneSetTable} from '../../../genes/sets/gene-set-table.ts';
import {unpack} from './bit-packing.ts';
import {FileWindow} from './file-window.ts';
import {decodeFooter, type WrittenColumn} from './footer.ts';
import {type FlatColumn, MAGIC, PAGE, type StoredCounts} from './layout.ts';
import {ListSizes} from './list-sizes.ts';
import {decodeStruct, type ReadStruct} from './thrift.ts';

/** Length of the footer and the last magic. */
const TAIL_BYTES = 8;
/** Page headers are far shorter. */
const HEADER_BYTES = 256;

interface OpenSets {
  file: FileHandle;
  size: number;
  columns: Map<string, WrittenColumn>;
  counts: StoredCounts;
}

/** The table, or undefined where another program wrote the file (or it is none of Parquet). */
export function readSets(path: string): Promise<GeneSetTable | undefined> {
  return withSets(path, async sets => {
    const {counts} = sets;
    const table: GeneSetTable = {
      setIds: await readNumbers(sets),
      libraries: await readCodedTexts(sets),
      names: await readPlainTexts(sets, 'name'),
      descriptions: await readPlainTexts(sets, 'description'),
      symbols: [],
      offsets: new Int32Array(counts.sets + 1),
      genes: new Int32Array(counts.memberships),
    };
    await readGenes(sets, table);
    return table;
  });
}

/** What the footer counts, or undefined as above. */
export function readCounts(path: string): Promise<StoredCounts | undefined> {
  return withSets(path, async ({counts}) => counts);
}

async function withSets<T>(
  path: string,
  use: (sets: OpenSets) => Promise<T>,
): Promise<T | undefined> {
  const file = await open(path).catch(() => undefined);
  if (!file) return undefined;
  try {
    const {size} = await file.stat();
    const footer = await readFooter(file, size);
    return footer && (await use({file, size, ...footer}));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `${path}: cannot be read as Parquet: ${reason}. It is damaged or cut short; make it again.`,
    );
  } finally {
    await file.close();
  }
}

async function readFooter(file: FileHandle, size: number) {
  if (size < MAGIC.length + TAIL_BYTES) return undefined;
  const tail = await new FileWindow(file, size, size - TAIL_BYTES).take(TAIL_BYTES);
  if (!MAGIC.every((byte, i) => tail[4 + i] === byte)) return undefined;
  const length = new DataView(tail.buffer, tail.byteOffset).getUint32(0, true);
  const start = size - TAIL_BYTES - length;
  if (start < MAGIC.length) return undefined;
  return decodeFooter(await new FileWindow(file, size, start).take(length));
}

/** A page's values and how many there are. */
interface Page {
  bytes: Uint8Array;
  values: number;
}

/** The pages of a column, its dictionary first where it has one; a page's bytes are valid until the next. */
async function* pagesOf({file, size, columns}: OpenSets, name: string): AsyncGenerator<Page> {
  const column = columns.get(name);
  if (!column) throw new Error(`column '${name}' is missing`);
  const window = new FileWindow(file, size, column.dictionary ?? column.firstPage);
  let left = column.bytes;
  while (left > 0) {
    const {struct, end} = decodeStruct(await window.peek(HEADER_BYTES), 0);
    window.skip(end);
    const bytes = struct.get(3) as number;
    const header = struct.get(struct.get(1) === PAGE.dictionary ? 7 : 5) as ReadStruct;
    yield {bytes: await window.take(bytes), values: header.get(1) as number};
    left -= end + bytes;
  }
}

async function readNumbers(sets: OpenSets): Promise<Int32Array> {
  const numbers = new Int32Array(sets.counts.sets);
  for await (const {bytes} of pagesOf(sets, 'set_id')) new Uint8Array(numbers.buffer).set(bytes);
  return numbers;
}

async function readPlainTexts(sets: OpenSets, column: FlatColumn): Promise<string[]> {
  const texts: string[] = [];
  for await (const page of pagesOf(sets, column)) appendTexts(texts, page);
  return texts;
}

async function readCodedTexts(sets: OpenSets): Promise<string[]> {
  let texts: string[] | undefined;
  const codes = new Int32Array(sets.counts.sets);
  for await (const page of pagesOf(sets, 'library')) {
    if (texts) unpackRun(page.bytes, 0, page.values, codes, 0);
    else texts = appendTexts([], page);
  }
  return Array.from(codes, code => texts![code]);
}

async function readGenes(sets: OpenSets, table: GeneSetTable): Promise<void> {
  let isDictionary = true;
  let row = 0;
  let place = 0;
  for await (const page of pagesOf(sets, 'genes')) {
    if (isDictionary) {
      table.symbols = appendTexts([], page);
      isDictionary = false;
      continue;
    }
    const sizes = new ListSizes(page.bytes, page.values);
    const first = place;
    for (let size = sizes.next(); size >= 0; size = sizes.next()) {
      place += size;
      table.offsets[++row] = place;
    }
    unpackRun(page.bytes, sizes.end, place - first, table.genes, first);
  }
  if (row !== sets.counts.sets || place !== sets.counts.memberships) {
    throw new Error(`found ${row} sets with ${place} genes, not as many as its footer counts`);
  }
  checkIndices(table);
}

function checkIndices({genes, symbols}: GeneSetTable): void {
  let highest = -1;
  for (let i = 0; i < genes.length; i++) if (genes[i] > highest) highest = genes[i];
  if (highest < symbols.length) return;
  throw new Error(`place ${highest} is outside the dictionary of ${symbols.length}`);
}

/** Unpacks values from `offset` on: their width in bits, the head of one run, the run. */
function unpackRun(
  bytes: Uint8Array,
  offset: number,
  count: number,
  values: Int32Array,
  start: number,
): void {
  let at = offset + 1;
  while (bytes[at] >= 0x80) at++;
  unpack(bytes, at + 1, count, bytes[offset], values, start);
}

function appendTexts(texts: string[], {bytes, values}: Page): string[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  for (let i = 0; i < values; i++) {
    const length = buffer.readUInt32LE(at);
    if (at + 4 + length > buffer.length) throw new RangeError('a text ends too early');
    texts.push(buffer.toString('utf8', at + 4, at + 4 + length));
    at += 4 + length;
  }
  return texts;
}
