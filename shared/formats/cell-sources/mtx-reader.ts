// Matrix Market files as a stream of entries, plain or gzip-compressed. https://math.nist.gov/MatrixMarket/formats.html
import {beat} from '../reader-thread/heartbeat.ts';
import {readBytes} from '../text-file.ts';

export interface MtxShape {
  rows: number;
  columns: number;
  entries: number;
  /** Whether entries have no values: they say that something is there. */
  isPattern: boolean;
}

/** Takes an entry: row and column from 0. */
export type VisitEntry = (row: number, column: number, value: number) => void;

const NEWLINE = 10;
const [SPACE, TAB, RETURN, ZERO, NINE] = [32, 9, 13, 48, 57];
const BANNER =
  /^%%MatrixMarket\s+matrix\s+coordinate\s+((?:unsigned-)?integer|real|double|pattern)\s+general\s*$/i;

/** Reads a file piece by piece and yields after each, so that the caller can pass on what it has got. */
export async function* readMtx(path: string, visit: VisitEntry): AsyncGenerator<MtxShape> {
  const parser = new MtxParser(path, visit);
  let rest = new Uint8Array(0);
  for await (const piece of readBytes(path)) {
    beat();
    // The line that began in the piece before ends in this one, or later.
    const first = rest.length > 0 ? piece.indexOf(NEWLINE) + 1 : 0;
    const end = piece.lastIndexOf(NEWLINE) + 1;
    if (rest.length > 0 && first > 0) {
      parser.lines(concat(rest, piece.subarray(0, first)), rest.length + first);
      rest = new Uint8Array(0);
    }
    parser.lines(piece.subarray(first), end - first);
    rest = concat(rest, piece.subarray(end));
    if (parser.shape) yield parser.shape;
  }
  if (rest.length > 0) parser.lines(concat(rest, Uint8Array.of(NEWLINE)), rest.length + 1);
  yield parser.finish();
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

class MtxParser {
  shape: MtxShape | undefined;
  readonly #path: string;
  readonly #visit: VisitEntry;
  #line = 0;
  #seen = 0;
  #isPattern = false;
  #at = 0;

  constructor(path: string, visit: VisitEntry) {
    this.#path = path;
    this.#visit = visit;
  }

  /** Takes whole lines: bytes 0..end-1, the last of which ends a line. */
  lines(bytes: Uint8Array, end: number): void {
    this.#at = 0;
    while (this.#at < end) {
      if (this.shape && !this.#isPattern) this.#readPlain(bytes, end);
      if (this.#at === end) return;
      this.#line++;
      if (this.shape) this.#readEntry(bytes);
      else this.#readHeader(bytes);
    }
  }

  /** Reads entries as nearly all files write them (`12 34 5`), up to the first that is written otherwise. */
  #readPlain(bytes: Uint8Array, end: number): void {
    const {rows, columns} = this.shape!;
    let [at, lines] = [this.#at, 0];
    while (at < end) {
      let [row, column, value, byte] = [0, 0, 0, bytes[at]];
      for (; byte >= ZERO && byte <= NINE; byte = bytes[++at]) row = 10 * row + byte - ZERO;
      if (byte !== SPACE || row < 1 || row > rows) break;
      byte = bytes[++at];
      for (; byte >= ZERO && byte <= NINE; byte = bytes[++at]) column = 10 * column + byte - ZERO;
      if (byte !== SPACE || column < 1 || column > columns) break;
      byte = bytes[++at];
      if (byte === NEWLINE) break;
      for (; byte >= ZERO && byte <= NINE; byte = bytes[++at]) value = 10 * value + byte - ZERO;
      if (byte !== NEWLINE) break;
      this.#at = ++at;
      lines++;
      this.#visit(row - 1, column - 1, value);
    }
    this.#line += lines;
    this.#seen += lines;
  }

  finish(): MtxShape {
    if (!this.shape) throw this.#problem('the file ends', 'a line with rows, columns and entries');
    if (this.#seen === this.shape.entries) return this.shape;
    throw new Error(
      `${this.#path}: found ${this.#seen} entries, expected ${this.shape.entries} as its head says; the file is cut short or joined of several: copy or download it again`,
    );
  }

  #readHeader(bytes: Uint8Array): void {
    const text = Buffer.from(bytes.subarray(this.#at, this.#skipLine(bytes)))
      .toString('latin1')
      .trim();
    if (this.#line === 1) {
      const banner = BANNER.exec(text);
      if (!banner)
        throw this.#problem(
          JSON.stringify(text.slice(0, 60)),
          '%%MatrixMarket matrix coordinate integer general (or real, or pattern)',
        );
      this.#isPattern = banner[1].toLowerCase() === 'pattern';
    } else if (text !== '' && !text.startsWith('%')) {
      const [rows, columns, entries, more] = text.split(/\s+/).map(Number);
      if (more !== undefined || ![rows, columns, entries].every(Number.isSafeInteger)) {
        throw this.#problem(JSON.stringify(text.slice(0, 60)), 'rows, columns and entries');
      }
      this.shape = {rows, columns, entries, isPattern: this.#isPattern};
    }
  }

  /** Moves to the next line; returns the end of this one. */
  #skipLine(bytes: Uint8Array): number {
    const end = bytes.indexOf(NEWLINE, this.#at);
    const start = this.#at;
    this.#at = end + 1;
    return end < start ? bytes.length : end;
  }

  #readEntry(bytes: Uint8Array): void {
    const start = this.#at;
    this.#skipSpaces(bytes);
    if (bytes[this.#at] === NEWLINE) {
      this.#at++;
      return;
    }
    const row = this.#readIndex(bytes);
    const column = this.#readIndex(bytes);
    const value = this.#isPattern ? 1 : this.#readValue(bytes);
    this.#skipSpaces(bytes);
    const {rows, columns} = this.shape!;
    const valid =
      row >= 1 && row <= rows && column >= 1 && column <= columns && !Number.isNaN(value);
    if (!valid || bytes[this.#at] !== NEWLINE) {
      this.#at = start;
      const text = Buffer.from(bytes.subarray(start, this.#skipLine(bytes))).toString('latin1');
      throw this.#problem(
        JSON.stringify(text.slice(0, 60)),
        `a row of 1..${rows}, a column of 1..${columns} and a number`,
      );
    }
    this.#at++;
    this.#seen++;
    this.#visit(row - 1, column - 1, value);
  }

  #skipSpaces(bytes: Uint8Array): void {
    for (;;) {
      const byte = bytes[this.#at];
      if (byte !== SPACE && byte !== TAB && byte !== RETURN) return;
      this.#at++;
    }
  }

  #readIndex(bytes: Uint8Array): number {
    this.#skipSpaces(bytes);
    let index = 0;
    for (let byte = bytes[this.#at]; byte >= ZERO && byte <= NINE; byte = bytes[++this.#at]) {
      index = 10 * index + byte - ZERO;
    }
    return index;
  }

  #readValue(bytes: Uint8Array): number {
    this.#skipSpaces(bytes);
    const start = this.#at;
    const whole = this.#readIndex(bytes);
    if (bytes[this.#at] <= SPACE) return this.#at > start ? whole : Number.NaN;
    while (bytes[this.#at] > SPACE) this.#at++;
    const text = Buffer.from(bytes.subarray(start, this.#at)).toString('latin1');
    // JavaScript would read 0x10 and 0b1.
    return /^[+-]?0[box]/i.test(text) ? Number.NaN : Number(text);
  }

  #problem(found: string, expected: string): Error {
    return new Error(
      `${this.#path}:${this.#line}: found ${found}, expected ${expected}. Write the matrix in Matrix Market's coordinate format.`,
    );
  }
}
