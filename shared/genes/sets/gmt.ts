// GMT, the gene matrix transposed format of GSEA: one set a line, tab-separated: name, description, genes.
// https://software.broadinstitute.org/cancer/software/gsea/wiki/index.php/Data_formats
// Read as bytes: a corpus names a gene millions of times, and only the first time makes a text.
import {cleanName, splitJoined, unquote} from '../symbols/clean-name.ts';
import {kindOfField} from '../symbols/missing-mark.ts';
import {SHORT_BYTES, type SymbolInterner} from '../symbols/symbol-interner.ts';
import {noOddities} from './gmt-oddities.ts';
import {noGmtError, shorten} from './refuse-line.ts';
import {SetGenes} from './set-genes.ts';

/** One line of a GMT file. */
export interface GmtSet {
  name: string;
  description: string;
  /** Indices of its unique symbols, in the file's order; valid until the next set. */
  genes: Int32Array;
}

/** `GENE,1.0`: the gene and its weight, as Enrichr's older libraries write them. */
const WEIGHTED_GENE = /^([^,]+),\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;
const [TAB, LINE_FEED, CARRIAGE_RETURN, HASH] = [0x09, 0x0a, 0x0d, 0x23];
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
/** Letters that no text has. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\0-\x08\x0e-\x1f]/;
/** Printable, but not in symbols: quotes around a name, a comma before a weight, separators of joined names. */
const SECOND_LOOK = Array.from('",;|', letter => letter.charCodeAt(0));
/** What a byte is in a symbol: 0 stands for itself (printable ASCII), 1 needs a second look, 2 ends the field. */
const KIND = Uint8Array.from({length: 256}, (_, byte) => {
  if (byte === TAB) return 2;
  return byte > 0x20 && byte < 0x7f && !SECOND_LOOK.includes(byte) ? 0 : 1;
});
/** Bytes are decoded field by field; only the file's first may be a byte-order mark. */
const DECODER = new TextDecoder('utf-8', {ignoreBOM: true, fatal: true});
/** Shows in a message what is no UTF-8. */
const LENIENT = new TextDecoder('utf-8', {ignoreBOM: true});
const LATIN = new TextDecoder('windows-1252');
/** Reads a GMT file from pieces of its bytes; `visit` gets each set as its line is complete. */
export class GmtReader {
  readonly oddities = noOddities();
  private readonly file: string;
  private readonly symbols: SymbolInterner;
  private readonly visit: (set: GmtSet, line: number) => void;
  private readonly leaveOut: ((error: Error) => void) | undefined;
  private line = 0;
  private sets = 0;
  private pending: Uint8Array[] = [];
  private readonly genes: SetGenes;

  /**
   * Symbols get their indices from `symbols`, which several files may share. A line that is no set is an error, or, where
   * there is `leaveOut`, left out and handed to it.
   */
  constructor(
    file: string,
    symbols: SymbolInterner,
    visit: (set: GmtSet, line: number) => void,
    leaveOut?: (error: Error) => void,
  ) {
    this.file = file;
    this.symbols = symbols;
    this.visit = visit;
    this.leaveOut = leaveOut;
    this.genes = new SetGenes(symbols, this.oddities);
  }

  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const firstEnd = bytes.indexOf(LINE_FEED);
    if (firstEnd < 0) {
      this.pending.push(new Uint8Array(bytes));
      return;
    }
    this.readPending(bytes.subarray(0, firstEnd));
    let start = firstEnd + 1;
    for (;;) {
      const end = bytes.indexOf(LINE_FEED, start);
      if (end < 0) break;
      this.readLine(bytes, start, end);
      start = end + 1;
    }
    // A copy: the piece may be a view of bytes that its reader fills again.
    if (start < bytes.length) this.pending.push(new Uint8Array(bytes.subarray(start)));
  }

  /** Reads the last line; fails when the file held no set at all. */
  end(): void {
    if (this.pending.length > 0) this.readPending(new Uint8Array(0));
    if (this.sets === 0) {
      throw new Error(
        `${this.file}: found no gene set; expected GMT lines: name, description and genes, separated by tabs. Leave the file out or replace it.`,
      );
    }
  }

  private readPending(rest: Uint8Array): void {
    const line = this.pending.length === 0 ? rest : concat([...this.pending, rest]);
    this.pending = [];
    this.readLine(line, 0, line.length);
  }

  private readLine(bytes: Uint8Array, start: number, end: number): void {
    this.line++;
    const from = this.line === 1 && startsWithMark(bytes, start, end) ? start + 3 : start;
    const hasReturn = end > from && bytes[end - 1] === CARRIAGE_RETURN;
    if (hasReturn) this.oddities.carriageReturns++;
    const to = hasReturn ? end - 1 : end;
    if (isBlank(bytes, from, to)) this.oddities.blankLines++;
    else if (bytes[from] === HASH) this.oddities.comments++;
    else if (this.leaveOut) this.trySet(bytes, from, to, this.leaveOut);
    else this.readSet(bytes, from, to);
  }

  private trySet(
    bytes: Uint8Array,
    start: number,
    end: number,
    leaveOut: (error: Error) => void,
  ): void {
    try {
      this.readSet(bytes, start, end);
    } catch (error) {
      leaveOut(error as Error);
    }
  }

  private readSet(bytes: Uint8Array, start: number, end: number): void {
    const nameEnd = findTab(bytes, start, end);
    const headEnd = nameEnd < end ? findTab(bytes, nameEnd + 1, end) : end;
    const head = this.decode(bytes, start, headEnd);
    if (headEnd === end || CONTROL.test(head)) this.refuse(bytes, start, end);
    this.genes.begin(this.line);
    this.readGenes(bytes, headEnd + 1, end, start);
    const genes = this.genes.finish();
    const [nameField, description] = head.split('\t', 2);
    const name = this.nameOf(nameField);
    if (genes.length === 0) {
      throw new Error(
        `${this.file}:${this.line}: set '${shorten(name)}' has no genes (all fields after the description are empty or numbers); expected at least one. Remove the line.`,
      );
    }
    this.sets++;
    this.visit({name, description: unquote(description.trim()), genes}, this.line);
  }

  private readGenes(bytes: Uint8Array, start: number, end: number, lineStart: number): void {
    const {symbols} = this;
    for (let at = start; at <= end; at++) {
      const first = at;
      let high = 0;
      let low = 0;
      let odd = 0;
      for (; at < end; at++) {
        const byte = bytes[at];
        const kind = KIND[byte];
        if (kind === 2) break;
        odd |= kind;
        high = (high << 8) | (low >>> 24);
        low = (low << 8) | byte;
      }
      if (at === first) this.oddities.emptyFields++;
      else if (odd !== 0) this.readOddGene(bytes, first, at, lineStart, end);
      else if (at - first > SHORT_BYTES) this.genes.add(symbols.internLong(bytes, first, at));
      else this.genes.add(symbols.internShort(high, low, bytes, first, at));
    }
  }

  /** A field with blanks, quotes, separators, or letters beyond ASCII. */
  private readOddGene(
    bytes: Uint8Array,
    start: number,
    end: number,
    lineStart: number,
    lineEnd: number,
  ): void {
    const text = this.decode(bytes, start, end);
    if (CONTROL.test(text)) this.refuse(bytes, lineStart, lineEnd);
    const field = cleanName(text);
    if (field === '') {
      this.oddities.emptyFields++;
      return;
    }
    const weighted = WEIGHTED_GENE.exec(field);
    const isWeighted = weighted !== null && kindOfField(field) === 'name';
    if (isWeighted) this.oddities.weights++;
    const names = isWeighted ? [weighted[1].trim()] : splitJoined(field);
    if (names.length > 1) this.oddities.joinedGenes++;
    for (const name of names) this.genes.add(this.symbols.internText(name));
  }

  /** A field's text: UTF-8, or Windows-1252 where it is none. */
  private decode(bytes: Uint8Array, start: number, end: number): string {
    const field = bytes.subarray(start, end);
    try {
      return DECODER.decode(field);
    } catch {
      this.oddities.latinFields++;
      return LATIN.decode(field);
    }
  }

  /** A set without a name (Enrichr has some) is named after its line, so that it can be found again. */
  private nameOf(field: string): string {
    const name = unquote(field.trim());
    if (name) return name;
    this.oddities.missingNames++;
    return `unnamed, line ${this.line}`;
  }

  private refuse(bytes: Uint8Array, start: number, end: number): never {
    throw noGmtError(LENIENT.decode(bytes.subarray(start, end)), `${this.file}:${this.line}`);
  }
}

/** The pieces as one, also where there is no Buffer, as in a browser. */
function concat(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, {length}) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function startsWithMark(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start >= 3 && BYTE_ORDER_MARK.every((byte, i) => bytes[start + i] === byte);
}

function findTab(bytes: Uint8Array, start: number, end: number): number {
  const tab = bytes.indexOf(TAB, start);
  return tab < 0 || tab > end ? end : tab;
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  if (start === end) return true;
  return KIND[bytes[start]] !== 0 && LENIENT.decode(bytes.subarray(start, end)).trim() === '';
}
