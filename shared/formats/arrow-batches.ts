// Arrow IPC files written and read batch by batch, uncompressed: lists of genes over one dictionary of symbols.
// https://arrow.apache.org/docs/format/Columnar.html#ipc-file-format
import {type FileHandle, open} from 'node:fs/promises';
import type {Field, RecordBatch, Schema} from 'apache-arrow';
import {cellCount, type GeneLists} from '../cells/cell-matrix.ts';

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
const MAGIC = 'ARROW1';

/** Writes columns `cell`, `genes` (dictionary-encoded symbols) and, where named, the column of numbers. */
export async function writeGeneLists(
  path: string,
  head: GeneListsFile,
  batches: AsyncIterable<ArrowBatch>,
): Promise<void> {
  const arrow = await import('apache-arrow');
  const build = batchBuilder(arrow, head);
  const file = await open(path, 'w');
  try {
    const writer = collectingWriter(arrow);
    writer.reset(undefined, build.schema);
    for await (const batch of batches) {
      writer.write(build.toRecordBatch(batch));
      await flush(file, writer.chunks);
    }
    writer.finish();
    await flush(file, writer.chunks);
  } finally {
    await file.close();
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
  return withReader(path, format, valueColumn, async ({reader}) => {
    const [dictionary] = reader.dictionaries.values();
    const symbols = dictionary ? (Array.from(dictionary) as string[]) : [];
    const {fields, metadata} = reader.schema;
    const schema = Object.fromEntries(fields.map(({name, type}) => [name, String(type)]));
    return {symbols, metadata, schema};
  });
}

/** The batches of a file in order, each read when it is asked for. */
export async function* readBatches(
  path: string,
  format: string,
  valueColumn?: string,
): AsyncGenerator<ArrowBatch> {
  const file = await openArrow(path, format, valueColumn);
  try {
    for await (const batch of file.reader) {
      if (batch.numRows > 0) yield toGeneLists(batch, valueColumn);
    }
  } finally {
    await file.close();
  }
}

function toGeneLists(batch: RecordBatch, valueColumn: string | undefined): ArrowBatch {
  const lists = batch.getChild('genes')!.data[0];
  const offsets = (lists.valueOffsets as Int32Array).subarray(0, batch.numRows + 1);
  const size = offsets[batch.numRows];
  const listOf = (name: string) =>
    batch.getChild(name)!.data[0].children[0].values.subarray(0, size);
  return {
    firstCell: batch.getChild('cell')!.data[0].values[0],
    offsets,
    genes: listOf('genes'),
    ...(valueColumn && {values: listOf(valueColumn)}),
  };
}

async function withReader<T>(
  path: string,
  format: string,
  valueColumn: string | undefined,
  use: (file: Awaited<ReturnType<typeof openArrow>>) => Promise<T>,
): Promise<T> {
  const file = await openArrow(path, format, valueColumn);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

async function openArrow(path: string, format: string, valueColumn: string | undefined) {
  const {RecordBatchReader} = await import('apache-arrow');
  const file = await open(path);
  // The reader closes the file itself when it comes to its end.
  const close = () => file.close().catch(() => {});
  try {
    const {buffer} = await file.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0);
    if (buffer.toString('latin1') !== MAGIC) {
      throw new Error(`${path}: expected an Arrow IPC file, which starts with ${MAGIC}`);
    }
    const reader = await RecordBatchReader.from(file);
    await reader.open();
    checkColumns(path, format, reader.schema, valueColumn);
    return {reader, close};
  } catch (error) {
    await close();
    throw error;
  }
}

function checkColumns(
  path: string,
  format: string,
  {fields}: Schema,
  valueColumn: string | undefined,
): void {
  const found = fields.map(({name, type}) => `${name} ${type}`).join(', ');
  const expected = `cell Int32, genes List<Dictionary<Uint16, Utf8>>${valueColumn ? `, ${valueColumn} List<Float32>` : ''}`;
  if (found.replace('<Uint32, Utf8>', '<Uint16, Utf8>') === expected) return;
  throw new Error(
    `${path}: found columns ${found || 'none'}; a ${format} has ${expected}. Connect another artifact.`,
  );
}
