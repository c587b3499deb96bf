// Text files as a stream of decoded pieces, plain or gzip-compressed (by the first two bytes, not the name).
import {type FileHandle, open} from 'node:fs/promises';
import {buffer} from 'node:stream/consumers';
import {createGunzip, gunzipSync} from 'node:zlib';

/** RFC 1952: a gzip member starts with these bytes. */
const GZIP_MAGIC = [0x1f, 0x8b];

/** Bytes read at once. */
const PIECE_BYTES = 1 << 20;

/** Longest line, in bytes: a gene set of a million symbols takes about half of it. */
const MOST_LINE_BYTES = 2 ** 24;
/** Longest text that JavaScript holds in one piece, in UTF-16 units (V8). */
const MOST_TEXT = 2 ** 29 - 24;
const LINE_FEED = 0x0a;

/**
 * The text of a file in pieces of any length: UTF-8, or UTF-16 where a byte-order mark says so. The mark is dropped.
 * `otherwise` is the encoding of files without a mark.
 */
export async function* readText(path: string, otherwise = 'utf-8'): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  for await (const bytes of readBytes(path)) {
    decoder ??= new TextDecoder(encodingOf(bytes) ?? otherwise);
    yield decoder.decode(bytes, {stream: true});
  }
  const rest = decoder?.decode();
  if (rest) yield rest;
}

/** The text of a stream such as standard input, as that of a file is read; `name` is for messages. */
export async function readStreamText(
  stream: AsyncIterable<Uint8Array>,
  name: string,
): Promise<string> {
  const whole = await buffer(stream);
  const bytes = isGzip(whole) ? unpackWhole(whole, name) : whole;
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

function unpackWhole(bytes: Uint8Array, name: string): Uint8Array {
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw gzipError(name, (error as Error).message);
  }
}

/** The encoding that a byte-order mark of two bytes tells. */
function encodingOf([first, second]: Uint8Array): string | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}

/**
 * The bytes of a text file, unpacked, in pieces of any length; a piece is valid until the next is asked for. A line
 * without an end, as in a file of another kind, is refused before it fills the memory.
 */
export async function* readBytes(path: string): AsyncGenerator<Uint8Array> {
  let lineBytes = 0;
  let bytes = 0;
  for await (const piece of readAnyBytes(path)) {
    const firstEnd = piece.indexOf(LINE_FEED);
    lineBytes += firstEnd < 0 ? piece.length : firstEnd;
    if (lineBytes > MOST_LINE_BYTES) {
      const start = bytes + (firstEnd < 0 ? piece.length : firstEnd) - lineBytes;
      throw new Error(
        `${path}: found a line of more than ${MOST_LINE_BYTES / 2 ** 20} MiB from byte ${start} on, expected lines of text\n    Look whether this is a text file with ends of lines: head -c 300.`,
      );
    }
    if (firstEnd >= 0) lineBytes = piece.length - 1 - piece.lastIndexOf(LINE_FEED);
    bytes += piece.length;
    yield piece;
  }
}

/** Opened once and read forwards alone: a pipe, as `<(zcat …)` is, can be neither opened nor read again. */
async function* readAnyBytes(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw new Error(
      `${path}: cannot be opened (${error.code}); expected a readable text or .gz file`,
    );
  });
  let compressed = false;
  try {
    const head = await readHead(file);
    compressed = isGzip(head);
    yield* compressed ? unpack(file, head) : readPieces(file, head);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw compressed
      ? gzipError(path, reason)
      : new Error(`${path}: cannot be read (${reason}); expected a readable text or .gz file`);
  } finally {
    await file.close();
  }
}

function isGzip(bytes: Uint8Array): boolean {
  return GZIP_MAGIC.every((byte, i) => bytes[i] === byte);
}

function gzipError(name: string, reason: string): Error {
  return new Error(
    `${name}: the gzip data is damaged or cut short (${reason}); expected a whole .gz file: fetch or compress it again`,
  );
}

/** The first two bytes, or as many as there are. */
async function readHead(file: FileHandle): Promise<Uint8Array> {
  const head = new Uint8Array(GZIP_MAGIC.length);
  const {bytesRead} = await file.read(head, 0, 2);
  const more = bytesRead === 1 ? (await file.read(head, 1, 1)).bytesRead : 0;
  return head.subarray(0, bytesRead + more);
}

/** All of a text file, plain or gzip-compressed. */
export async function readWholeText(path: string, otherwise?: string): Promise<string> {
  let whole = '';
  for await (const piece of readText(path, otherwise)) {
    if (whole.length + piece.length > MOST_TEXT) {
      throw new Error(
        `${path}: found more than ${MOST_TEXT.toLocaleString('en')} characters, expected a table that fits into memory\n    Leave out the rows or columns that are not needed.`,
      );
    }
    whole += piece;
  }
  return whole;
}

async function* unpack(source: FileHandle, head: Uint8Array): AsyncGenerator<Uint8Array> {
  const file = source.createReadStream({autoClose: false});
  const unpacked = createGunzip({chunkSize: PIECE_BYTES});
  unpacked.write(head);
  file.pipe(unpacked);
  // pipe() does not pass on errors, so a file that fails half-way must end its consumer.
  file.on('error', error => unpacked.destroy(error));
  for await (const bytes of unpacked) yield bytes as Uint8Array;
}

async function* readPieces(file: FileHandle, head: Uint8Array): AsyncGenerator<Uint8Array> {
  const piece = new Uint8Array(PIECE_BYTES);
  piece.set(head);
  let filled = head.length;
  for (;;) {
    const {bytesRead} = await file.read(piece, filled, PIECE_BYTES - filled);
    if (filled + bytesRead === 0) return;
    yield piece.subarray(0, filled + bytesRead);
    filled = 0;
  }
}
