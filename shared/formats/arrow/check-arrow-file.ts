// Checks the structure of an Arrow IPC file before apache-arrow, which trusts it, reads it: footer, blocks, metadata and
// the places of buffers. https://arrow.apache.org/docs/format/Columnar.html#ipc-file-format
import {unreadable} from '../check-index.ts';
import {FlatBuffer, type TableShape, TEXT} from './flat-buffer.ts';

/** Bytes `from` … `from + length - 1`, all of which are inside the file. */
export type ReadRange = (from: number, length: number) => Promise<Uint8Array>;

/** What such a file is called in messages. */
export const ARROW = 'an Arrow IPC file';
const MAGIC = 'ARROW1';
/** The magic and its padding. */
const HEAD_BYTES = 8;
/** Length of the footer, magic. */
const TAIL_BYTES = 10;
const BLOCK_BYTES = 24;
const CONTINUATION = 0xffffffff;
/** Before each message: the continuation mark and the length of its metadata. */
const PREFIX_BYTES = 8;

// As Schema.fbs, Message.fbs and File.fbs of the format number their fields.
const KEY_VALUE: TableShape = {0: TEXT, 1: TEXT};
const DICTIONARY_ENCODING: TableShape = {1: {table: () => ({})}};
const FIELD: TableShape = {
  0: TEXT,
  3: {table: () => ({})},
  4: {table: () => DICTIONARY_ENCODING},
  5: {each: () => FIELD},
  6: {each: () => KEY_VALUE},
};
const SCHEMA: TableShape = {
  1: {each: () => FIELD},
  2: {each: () => KEY_VALUE},
  3: {bytesEach: 8},
};
const FOOTER: TableShape = {
  1: {table: () => SCHEMA},
  2: {bytesEach: BLOCK_BYTES},
  3: {bytesEach: BLOCK_BYTES},
  4: {each: () => KEY_VALUE},
};
const RECORD_BATCH: TableShape = {
  1: {bytesEach: 16},
  2: {bytesEach: 16},
  3: {table: () => ({})},
  4: {bytesEach: 8},
};
const DICTIONARY_BATCH: TableShape = {1: {table: () => RECORD_BATCH}};
/** Kinds of messages that blocks hold. */
const [DICTIONARY_KIND, BATCH_KIND] = [2, 3];

interface Block {
  kind: number;
  offset: number;
  metadataLength: number;
  bodyLength: number;
}

/** Fails, in a sentence with the path, unless all that a file of this size refers to lies inside it. */
export async function checkArrowFile(path: string, size: number, read: ReadRange): Promise<void> {
  const head = await read(0, Math.min(size, MAGIC.length));
  if (Buffer.from(head).toString('latin1') !== MAGIC) {
    throw new Error(
      `${path}: found other bytes at the start, expected ${ARROW}, which starts with ${MAGIC}. Write it with the stage or format it is said to come from.`,
    );
  }
  try {
    const {footerAt, blocks} = await readFooter(size, read);
    let total = 0;
    for (const block of blocks) {
      total += block.metadataLength + block.bodyLength;
      if (total > size) throw new Error('its batches are longer than the file');
      await checkBlock(block, footerAt, read);
    }
  } catch (error) {
    throw unreadable(path, ARROW, error);
  }
}

async function readFooter(size: number, read: ReadRange) {
  if (size < HEAD_BYTES + TAIL_BYTES) throw new Error('it is cut short');
  const tail = Buffer.from(await read(size - TAIL_BYTES, TAIL_BYTES));
  if (tail.toString('latin1', 4) !== MAGIC) {
    throw new Error(`it does not end with ${MAGIC}: it is cut short`);
  }
  const length = tail.readInt32LE(0);
  const footerAt = size - TAIL_BYTES - length;
  if (length <= 0 || footerAt < HEAD_BYTES) throw new Error(`a footer of ${length} bytes`);
  const bytes = await read(footerAt, length);
  const footer = new FlatBuffer(bytes);
  const root = footer.root(FOOTER);
  requireLittleEndian(footer, bytes, root);
  const blocksOf = (slot: number, kind: number): Block[] => {
    const {at, length: count} = footer.vector(root, slot);
    return Array.from({length: count}, (_, i) => readBlock(bytes, at + i * BLOCK_BYTES, kind));
  };
  return {footerAt, blocks: [...blocksOf(2, DICTIONARY_KIND), ...blocksOf(3, BATCH_KIND)]};
}

/** apache-arrow would take numbers of the other kind as they lie. */
function requireLittleEndian(footer: FlatBuffer, bytes: Uint8Array, root: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const schemaAt = footer.field(root, 1);
  if (schemaAt === 0) throw new Error('a footer without columns');
  const order = footer.field(schemaAt + view.getUint32(schemaAt, true), 0);
  if (order !== 0 && view.getInt16(order, true) !== 0) throw new Error('big-endian numbers');
}

function readBlock(bytes: Uint8Array, at: number, kind: number): Block {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, BLOCK_BYTES);
  const offset = Number(view.getBigInt64(0, true));
  return {
    ...{kind, offset, metadataLength: view.getInt32(8, true)},
    bodyLength: Number(view.getBigInt64(16, true)),
  };
}

async function checkBlock(block: Block, end: number, read: ReadRange): Promise<void> {
  const {kind, offset, metadataLength, bodyLength} = block;
  const isInside =
    offset >= HEAD_BYTES &&
    metadataLength > PREFIX_BYTES &&
    bodyLength >= 0 &&
    offset + metadataLength + bodyLength <= end;
  if (!isInside) {
    throw new Error(`a block of ${metadataLength} and ${bodyLength} bytes at ${offset}`);
  }
  const bytes = await read(offset, metadataLength);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Before version 0.15 there was no mark, only the length.
  const prefix = view.getUint32(0, true) === CONTINUATION ? PREFIX_BYTES : 4;
  const length = view.getInt32(prefix - 4, true);
  if (length <= 0 || prefix + length > metadataLength) {
    throw new Error(`metadata of ${length} bytes in a block of ${metadataLength}`);
  }
  checkMessage(bytes.subarray(prefix, prefix + length), kind, bodyLength);
}

function checkMessage(bytes: Uint8Array, kind: number, bodyLength: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const message = new FlatBuffer(bytes);
  const header = kind === BATCH_KIND ? RECORD_BATCH : DICTIONARY_BATCH;
  const root = message.root({2: {table: () => header}, 4: {each: () => KEY_VALUE}});
  const [kindAt, headerAt, lengthAt] = [1, 2, 3].map(slot => message.field(root, slot));
  if (kindAt === 0 || headerAt === 0 || view.getUint8(kindAt) !== kind) {
    throw new Error('a message of another kind than the footer says');
  }
  const said = lengthAt === 0 ? 0 : Number(view.getBigInt64(lengthAt, true));
  if (said !== bodyLength) {
    throw new Error(`a body of ${said} bytes where the footer says ${bodyLength}`);
  }
  let batch = headerAt + view.getUint32(headerAt, true);
  if (kind === DICTIONARY_KIND) {
    const dataAt = message.field(batch, 1);
    if (dataAt === 0) throw new Error('a dictionary without data');
    batch = dataAt + view.getUint32(dataAt, true);
  }
  checkBuffers(view, message.vector(batch, 2), bodyLength);
}

/** Buffers are pairs of 64-bit numbers: where in the body they start, and their length. */
function checkBuffers(
  view: DataView,
  {at, length}: {at: number; length: number},
  bodyLength: number,
): void {
  for (let i = 0; i < length; i++) {
    const offset = Number(view.getBigInt64(at + 16 * i, true));
    const bytes = Number(view.getBigInt64(at + 16 * i + 8, true));
    if (offset >= 0 && bytes >= 0 && offset + bytes <= bodyLength) continue;
    throw new Error(`a buffer of ${bytes} bytes at ${offset} in a body of ${bodyLength}`);
  }
}
