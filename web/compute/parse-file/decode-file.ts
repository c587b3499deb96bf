// The text of a dropped file: unpacked, in whatever encoding it is, with a sentence for what is no text.
import {QuestionError} from '../../../shared/answers/question-error.ts';

/** Bytes of a text that a page takes in. */
const MOST_BYTES = 2 ** 28;
/** Bytes by which the encoding is known. */
const SAMPLE = 1 << 14;

export interface DecodedFile {
  /** Line ends are line feeds. */
  text: string;
  /** What was odd. */
  notes: string[];
}

/** Files of other kinds by their first bytes, and what to do with them. */
const KINDS: {starts: string; found: string; remedy: string}[] = [
  {
    starts: 'PK\x03\x04',
    found: 'an Excel workbook or a zip archive',
    remedy: 'Save the sheet as CSV, or unpack the archive',
  },
  {starts: '\xd0\xcf\x11\xe0', found: 'an old Excel workbook', remedy: 'Save the sheet as CSV'},
  {starts: '%PDF', found: 'a PDF', remedy: 'Copy the genes from it'},
  {
    starts: '\x89HDF',
    found: 'an HDF5 file, such as .h5ad',
    remedy: 'Export its table of genes as CSV',
  },
  {starts: 'PAR1', found: 'a Parquet file', remedy: 'Export it as CSV'},
  {starts: 'GENEGLOT', found: 'a model file', remedy: 'Open it as the model'},
  {starts: '{\\rtf', found: 'a text with layout (RTF)', remedy: 'Save it as plain text'},
];

const EXPECTED = 'expected a list of genes, a GMT file or a table';

/** Reads UTF-8, UTF-16 and, where it is neither, Windows-1252 (which holds Latin-1); plain or gzip. */
export async function decodeFile(name: string, buffer: ArrayBuffer): Promise<DecodedFile> {
  const bytes = await unpack(name, new Uint8Array(buffer));
  if (bytes.length > MOST_BYTES) {
    throw refusal(
      name,
      `more than ${MOST_BYTES / 2 ** 20} MiB of text`,
      'Leave out what is not needed',
    );
  }
  const start = String.fromCharCode(...bytes.subarray(0, 8));
  const kind = KINDS.find(({starts}) => start.startsWith(starts));
  if (kind) throw refusal(name, kind.found, kind.remedy);
  const notes: string[] = [];
  const decoded = decode(name, bytes, notes);
  const text = decoded.replace(/\r\n/g, '\n');
  if (text.includes('\r')) notes.push(`${name}: its lines end as on old Macs (CR); read as lines`);
  refusePage(name, text);
  return {text: text.replaceAll('\r', '\n'), notes};
}

async function unpack(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  // RFC 1952.
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  const pieces: BlobPart[] = [];
  let length = 0;
  try {
    const reader = stream.getReader();
    // A few bytes may unpack to gigabytes.
    for (
      let part = await reader.read();
      !part.done && length <= MOST_BYTES;
      part = await reader.read()
    ) {
      pieces.push(part.value);
      length += part.value.length;
    }
  } catch {
    throw refusal(name, 'gzip data that is damaged or cut short', 'Fetch or compress it again');
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}

function decode(name: string, bytes: Uint8Array, notes: string[]): string {
  const wide = wideEncoding(bytes);
  if (wide !== undefined) {
    notes.push(`${name}: read as ${wide.toUpperCase()}`);
    return new TextDecoder(wide).decode(bytes);
  }
  if (bytes.includes(0) || controlShare(bytes) > 0.02) {
    throw refusal(name, 'binary data', 'Export it as text');
  }
  try {
    return new TextDecoder('utf-8', {fatal: true}).decode(bytes);
  } catch {
    notes.push(`${name}: is no UTF-8; read as Windows-1252 (Latin-1)`);
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** UTF-16 by its byte-order mark, or by the zeros that stand beside plain letters. */
function wideEncoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const sample = bytes.subarray(0, SAMPLE & ~1);
  const zeros = [0, 0];
  for (const [i, byte] of sample.entries()) if (byte === 0) zeros[i & 1]++;
  const half = sample.length / 2;
  if (zeros[1] > 0.7 * half && zeros[0] < 0.05 * half) return 'utf-16le';
  return zeros[0] > 0.7 * half && zeros[1] < 0.05 * half ? 'utf-16be' : undefined;
}

/** Share of control characters that no text has. */
function controlShare(bytes: Uint8Array): number {
  const sample = bytes.subarray(0, SAMPLE);
  const odd = sample.filter(byte => byte < 0x20 && (byte < 0x09 || byte > 0x0d));
  return odd.length / Math.max(1, sample.length);
}

function refusePage(name: string, text: string): void {
  if (!/^\s*<(!doctype|html|\?xml|head|body)/i.test(text)) return;
  throw refusal(name, 'a web page or XML', 'Download the file itself, not the page about it');
}

/** An error that says what a file is, and what to do. */
export function refusal(name: string, found: string, remedy: string): QuestionError {
  return new QuestionError(`${name}: found ${found}, ${EXPECTED}. ${remedy}.`);
}
