// Arrow IPC files written and read batch by batch, uncompressed: lists of genes over one dictionary of symbols.
// https://arrow.apache.org/docs/format/Columnar.html#ipc-file-format
import {type FileHandle, open} from 'node:fs/promises';
import type {Field, RecordBatch, Schema, Vector} from 'apache-arrow';
import {cellCount, type GeneLists} from '../../cells/cell-matrix.ts';
import {checkIndices, checkPointers, damaged, unreadable} from '../check-index.ts';
import {holds, refuseValue} from '../stored-value.ts';
import {ARROW, checkArrowFile} from './check-arrow-file.ts';
import {columnTypes, listColumns, takeLists, takeValues} from './take-columns.ts';

type Arrow = typeof import('apache-arrow');

/** A batch with an optional list of numbers beside each list of genes. */
export type ArrowBatch = GeneLists & {values?: Float32Array};

export interface GeneListsFile {
  symbols: readonly string[];
  /** Name of the column of numbers, if there is one. */
  valueColumn?: string;
  metadata?: Record<string, string>;
}

const DICTIONARY_ID = 0;

/**
 * Writes columns `cell`, `genes` (dictionary-encoded symbols) and, where named, the column of numbers. The arrays of a
 * batch are in use until the one after the next is asked for.
 */
export async function writeGeneLists(
  path: string,
  head: GeneListsFile,
  batches: AsyncIterable<ArrowBatch>,
): Promise<void> {
  checkTexts(path, head);
  const arrow = await import('apache-arrow');
  const build = batchBuilder(arrow, head);
  const file = await open(path, 'w');
  try {
    const writer = collectingWriter(arrow);
    writer.reset(undefined, build.schema);
    let writing: Promise<void> | undefined;
    for await (const batch of batches) {
      writer.write(build.toRecordBatch(batch));
      await writing;
      writing = flush(file, writer.chunks);
      // Awaited with the next batch, which is made meanwhile.
      writing.catch(() => {});
    }
    await writing;
    writer.finish();
    await flush(file, writer.chunks);
  } finally {
    await file.close();
  }
}

/** Arrow would put another character in the place of half a surrogate pair and say nothing. */
function checkTexts(path: string, {symbols, metadata = {}}: GeneListsFile): void {
  const wrong = symbols.findIndex(symbol => !holds('utf8', symbol));
  if (wrong >= 0) throw refuseValue(`${path}: symbol ${wrong}`, 'utf8', symbols[wrong]);
  for (const text of Object.entries(metadata).flat()) {
    if (!holds('utf8', text)) throw refuseValue(`${path}: metadata`, 'utf8', text);
  }
}

async function flush(file: FileHandle, chunks: Uint8Array[]): Promise<void> {
  if (chunks.length > 0) await file.writev(chunks.splice(0));
}

/** Arrow's own file writer hands its bytes to a queue without bounds; this one keeps them until they are written. */
function collectingWriter(arrow: Arrow) {
  class CollectingWriter extends arrow.RecordBatchFileWriter {
    readonly chunks: Uint8Array[] = [];

    protected override _write(chunk: ArrayBufferView): this {
      if (chunk.byteLength > 0) {
        this.chunks.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
        this._position += chunk.byteLength;
      }
      return this;
    }
  }
  return new CollectingWriter();
}

function batchBuilder(arrow: Arrow, {symbols, valueColumn, metadata = {}}: GeneListsFile) {
  const {Float32, Int32, List: ListType, Schema: ArrowSchema} = arrow;
  const column = (name: string, type: Field['type']) =>
    arrow.Field.new({name, type, nullable: false});
  const Places = symbols.length <= 0x10000 ? arrow.Uint16 : arrow.Uint32;
  const symbolType = new arrow.Dictionary(new arrow.Utf8(), new Places(), DICTIONARY_ID);
  const geneType = new ListType(column('item', symbolType));
  const valueType = new ListType(column('item', new Float32()));
  const fields: Field[] = [column('cell', new Int32()), column('genes', geneType)];
  if (valueColumn) fields.push(column(valueColumn, valueType));
  const schema = new ArrowSchema(fields, new Map(Object.entries(metadata)));
  const dictionary = arrow.vectorFromArray([...symbols], new arrow.Utf8());
  const toRecordBatch = (batch: ArrowBatch): RecordBatch => {
    const length = cellCount(batch);
    const plain = {length, nullCount: 0};
    const cells = Int32Array.from({length}, (_, row) => batch.firstCell + row);
    const lists = {...plain, valueOffsets: batch.offsets};
    const size = {length: batch.genes.length, nullCount: 0};
    const places = arrow.makeData({type: symbolType, ...size, data: batch.genes, dictionary});
    const children = [
      arrow.makeData({type: new Int32(), ...plain, data: cells}),
      arrow.makeData({type: geneType, ...lists, child: places}),
    ] as RecordBatch['data']['children'];
    if (batch.values && valueColumn) {
      const child = arrow.makeData({type: new Float32(), ...size, data: batch.values});
      children.push(arrow.makeData({type: valueType, ...lists, child}));
    }
    const struct = arrow.makeData({type: new arrow.Struct(fields), ...plain, children});
    return new arrow.RecordBatch(schema, struct);
  };
  return {schema: schema as Schema, toRecordBatch};
}

/** What the head of a file says, without its cells; fails for other files and other columns. */
export async function readHead(
  path: string,
  format: string,
  valueColumn?: string,
): Promise<{
  symbols: string[];
  metadata: ReadonlyMap<string, string>;
  schema: Record<string, string>;
}> {
  const {reader, symbols, close} = await openArrow(path, format, valueColumn);
  await close();
  const {metadata} = reader.schema;
  return {symbols, metadata, schema: columnTypes(path, reader.schema)};
}

/** The batches of a file in order, each read when it is asked for, and checked. */
export async function* readBatches(
  path: string,
  format: string,
  valueColumn?: string,
): AsyncGenerator<ArrowBatch> {
  const {reader, symbols, close} = await openArrow(path, format, valueColumn);
  try {
    let firstCell = 0;
    while (true) {
      const {done, value: batch} = await explain(path, () => reader.next());
      if (done) return;
      if (batch.numRows === 0) continue;
      const checked = toGeneLists(path, batch, firstCell, symbols.length, valueColumn);
      firstCell += batch.numRows;
      yield checked;
    }
  } finally {
    await close();
  }
}

function toGeneLists(
  path: string,
  batch: RecordBatch,
  firstCell: number,
  symbols: number,
  valueColumn: string | undefined,
): ArrowBatch {
  const rows = batch.numRows;
  const columnOf = (name: string) => batch.getChild(name)?.data[0];
  const cells = takeValues<Int32Array>(path, 'cell', columnOf('cell'), rows);
  const odd = cells.findIndex((cell, row) => cell !== firstCell + row);
  if (odd >= 0) {
    throw damaged(path, 'column cell', String(cells[odd]), `${firstCell + odd}: cells by number`);
  }
  const {offsets, items, size} = takeLists(path, 'genes', columnOf('genes'), rows);
  const genes = takeValues<Uint16Array | Uint32Array>(path, 'genes', items, size);
  checkIndices(path, 'column genes', genes, symbols);
  if (!valueColumn) return {firstCell, offsets, genes};
  const numbers = takeLists(path, valueColumn, columnOf(valueColumn), rows);
  const differs = numbers.offsets.findIndex((offset, row) => offset !== offsets[row]);
  if (differs >= 0) {
    const found = `offset ${numbers.offsets[differs]}`;
    throw damaged(path, `column ${valueColumn}`, found, `${offsets[differs]}, as genes has it`);
  }
  const values = takeValues<Float32Array>(path, valueColumn, numbers.items, size);
  return {firstCell, offsets, genes, values};
}

async function openArrow(path: string, format: string, valueColumn: string | undefined) {
  const {RecordBatchReader} = await import('apache-arrow');
  const file = await open(path);
  // The reader closes the file itself when it comes to its end.
  const close = () => file.close().catch(() => {});
  try {
    const {size} = await file.stat();
    await checkArrowFile(path, size, (from, length) => readRange(path, file, from, length));
    const reader = await explain(path, async () => {
      const opened = await RecordBatchReader.from(file);
      return opened.open();
    });
    checkColumns(path, format, reader.schema, valueColumn);
    return {reader, symbols: symbolsOf(path, reader.dictionaries), close};
  } catch (error) {
    await close();
    throw error;
  }
}

async function readRange(
  path: string,
  file: FileHandle,
  from: number,
  length: number,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  const {bytesRead} = await file.read(bytes, 0, length, from);
  if (bytesRead === length) return bytes;
  throw new Error(`${path}: the file ended while it was read`);
}

/** The dictionary's texts: no null among them, and offsets that part its bytes. */
function symbolsOf(path: string, dictionaries: ReadonlyMap<number, Vector>): string[] {
  const symbols: string[] = [];
  for (const {data} of [...dictionaries.values()].slice(0, 1)) {
    for (const part of data) {
      if (part.nullCount > 0) {
        throw damaged(path, 'symbols', `${part.nullCount} nulls`, 'a text each');
      }
      const offsets: Int32Array = part.valueOffsets.subarray(0, part.length + 1);
      // Behind the texts lies padding alone, so that an end which came too early is found.
      const end = offsets[part.length] ?? 0;
      const padding: Uint8Array = part.values.subarray(end);
      const length = padding.every(byte => byte === 0) ? end : part.values.length;
      checkPointers(
        path,
        'symbols, offsets',
        offsets,
        part.length,
        Math.min(length, part.values.length),
      );
      for (let i = 0; i < part.length; i++) {
        symbols.push(decodeText(path, part.values.subarray(offsets[i], offsets[i + 1])));
      }
    }
  }
  return symbols;
}

const decoder = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true});

function decodeText(path: string, bytes: Uint8Array): string {
  try {
    const text = decoder.decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {}
  throw damaged(path, 'symbols', 'bytes that are no text', 'UTF-8');
}

/** What the library gives; its errors name no file. */
async function explain<T>(path: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw unreadable(path, ARROW, error);
  }
}

function checkColumns(
  path: string,
  format: string,
  schema: Schema,
  valueColumn: string | undefined,
): void {
  const found = listColumns(path, schema);
  const expected = `cell Int32, genes List<Dictionary<Uint16, Utf8>>${valueColumn ? `, ${valueColumn} List<Float32>` : ''}`;
  if (found.replace('<Uint32, Utf8>', '<Uint16, Utf8>') === expected) return;
  throw new Error(
    `${path}: found columns ${found || 'none'}; a ${format} has ${expected}. Connect another artifact.`,
  );
}
