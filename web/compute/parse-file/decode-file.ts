// The text of a dropped file: unpacked, in whatever encoding it is, with a sentence for what is no text.
import {QuestionError} from '../../../shared/answers/question-error.ts';
import {decodeText, ENCODING_SAMPLE, wideEncoding} from '../../../shared/text/decode-text.ts';

/** Bytes of a text that a page takes in. */
const MOST_BYTES = 2 ** 28;

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
  requireText(name, bytes);
  const {text, odd} = decodeText(bytes);
  refusePage(name, text);
  return {text, notes: odd.map(how => `${name}: ${how}`)};
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

function requireText(name: string, bytes: Uint8Array): void {
  if (wideEncoding(bytes) === undefined && (bytes.includes(0) || controlShare(bytes) > 0.02)) {
    throw refusal(name, 'binary data', 'Export it as text');
  }
}

/** Share of control characters that no text has. */
function controlShare(bytes: Uint8Array): number {
  const sample = bytes.subarray(0, ENCODING_SAMPLE);
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
