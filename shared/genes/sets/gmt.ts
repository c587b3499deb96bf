// GMT, the gene matrix transposed format of GSEA: one set a line, tab-separated: name, description, genes.
// https://software.broadinstitute.org/cancer/software/gsea/wiki/index.php/Data_formats
// Read as bytes: a corpus names a gene millions of times, and only the first time makes a text.
import {enlarge, SHORT_BYTES, type SymbolInterner} from '../symbols/symbol-interner.ts';

/** One line of a GMT file. */
export interface GmtSet {
  name: string;
  description: string;
  /** Indices of its unique symbols, in the file's order; valid until the next set. */
  genes: Int32Array;
}

/** How often a file leaves the plain form; all of it is tolerated. */
export interface GmtOddities {
  blankLines: number;
  carriageReturns: number;
  missingNames: number;
  emptyFields: number;
  weights: number;
  duplicateGenes: number;
}

/** `GENE,1.0`: the gene and its weight, as Enrichr's older libraries write them. */
const WEIGHTED_GENE = /^([^,]+),\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;
/** Longest part of a line shown in an error. */
const SHOWN = 60;

const [TAB, LINE_FEED, CARRIAGE_RETURN] = [0x09, 0x0a, 0x0d];
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
/**
 * What a byte is in a symbol: 0 stands for itself (printable ASCII but for the comma that may begin a weight), 1 needs a
 * second look, 2 ends the field.
 */
const KIND = Uint8Array.from({length: 256}, (_, byte) => {
  if (byte === TAB) return 2;
  return byte > 0x20 && byte < 0x7f && byte !== 0x2c ? 0 : 1;
});
/** Bytes are decoded field by field; only the file's first may be a byte-order mark. */
const DECODER = new TextDecoder('utf-8', {ignoreBOM: true});

/** Reads a GMT file from pieces of its bytes; `visit` gets each set as its line is complete. */
export class GmtReader {
  readonly oddities: GmtOddities = {
    blankLines: 0,
    carriageReturns: 0,
    missingNames: 0,
    emptyFields: 0,
    weights: 0,
    duplicateGenes: 0,
  };
  private readonly file: string;
  private readonly symbols: SymbolInterner;
  private readonly visit: (set: GmtSet, line: number) => void;
  private readonly leaveOut: ((error: Error) => void) | undefined;
  private line = 0;
  private sets = 0;
  private pending: Uint8Array[] = [];
  private genes = new Int32Array(1 << 12);
  private size = 0;
  /** Line that last held each symbol. Shape (number of symbols, at least). */
  private lastLine = new Int32Array(1 << 12);

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
  }

  push(bytes: Uint8Array): void {
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
    const head = DECODER.decode(bytes.subarray(start, headEnd));
    if (headEnd === end || head.includes('\0')) this.refuse(bytes, start, end);
    this.size = 0;
    this.readGenes(bytes, headEnd + 1, end, start);
    const [nameField, description] = head.split('\t');
    const name = this.nameOf(nameField);
    if (this.size === 0) {
      throw new Error(
        `${this.file}:${this.line}: set '${shorten(name)}' has no genes (all fields after the description are empty); expected at least one. Remove the line.`,
      );
    }
    this.sets++;
    const genes = this.genes.subarray(0, this.size);
    this.visit({name, description: description.trim(), genes}, this.line);
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
      else if (at - first > SHORT_BYTES) this.addGene(symbols.internLong(bytes, first, at));
      else this.addGene(symbols.internShort(high, low, bytes, first, at));
    }
  }

  /** A field with blanks, a comma, or letters beyond ASCII. */
  private readOddGene(
    bytes: Uint8Array,
    start: number,
    end: number,
    lineStart: number,
    lineEnd: number,
  ): void {
    const text = DECODER.decode(bytes.subarray(start, end));
    if (text.includes('\0')) this.refuse(bytes, lineStart, lineEnd);
    const field = text.trim();
    if (field === '') {
      this.oddities.emptyFields++;
      return;
    }
    const weighted = field.includes(',') ? WEIGHTED_GENE.exec(field) : null;
    if (weighted) this.oddities.weights++;
    this.addGene(this.symbols.internText(weighted ? weighted[1].trim() : field));
  }

  private addGene(gene: number): void {
    if (gene >= this.lastLine.length) this.lastLine = enlarge(this.lastLine, gene + 1);
    if (this.lastLine[gene] === this.line) {
      this.oddities.duplicateGenes++;
      return;
    }
    this.lastLine[gene] = this.line;
    if (this.size === this.genes.length) this.genes = enlarge(this.genes, this.size + 1);
    this.genes[this.size++] = gene;
  }

  /** A set without a name (Enrichr has some) is named after its line, so that it can be found again. */
  private nameOf(field: string): string {
    const name = field.trim();
    if (name) return name;
    this.oddities.missingNames++;
    return `unnamed, line ${this.line}`;
  }

  private refuse(bytes: Uint8Array, start: number, end: number): never {
    const line = DECODER.decode(bytes.subarray(start, end));
    throw noGmtError(line, line.split('\t'), `${this.file}:${this.line}`);
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
  return KIND[bytes[start]] !== 0 && DECODER.decode(bytes.subarray(start, end)).trim() === '';
}

/** Says what a line is instead of a gene set, as far as it shows. */
function noGmtError(line: string, fields: string[], place: string): Error {
  const expected = 'expected GMT: name, description and genes, separated by tabs';
  if (line.includes('\0') || line.includes('\uFFFD')) {
    return new Error(`${place}: found binary data; ${expected}. Unpack or export the file as GMT.`);
  }
  if (/^\s*<(!doctype|html|\?xml|head|body)/i.test(line)) {
    return new Error(
      `${place}: found a web page (${shorten(line)}); ${expected}. Download the file itself, not the page about it.`,
    );
  }
  if (fields.length === 1 && (line.match(/[,;]/g)?.length ?? 0) >= 2) {
    return new Error(
      `${place}: found values separated by commas or semicolons (${shorten(line)}); ${expected}. Export the table tab-separated.`,
    );
  }
  if (fields.length === 1) {
    return new Error(
      `${place}: found no tab (${shorten(line)}); ${expected}. Use tabs, not spaces.`,
    );
  }
  return new Error(
    `${place}: set '${shorten(fields[0])}' has no genes (found ${fields.length} fields); ${expected}. Remove the line.`,
  );
}

function shorten(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
