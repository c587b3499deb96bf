// Reads a file of gene sets from pieces of its bytes, in the encodings and layouts that programs and people write.
import {decodeText, type WideEncoding, wideEncoding} from '../../text/decode-text.ts';
import {GmtReader} from './gmt.ts';
import type {GmtOddities} from './gmt-oddities.ts';
import {findLayout, gatherRows, type SetLayout, turnColumns} from './set-layout.ts';

/** Bytes by which encoding, line ends and layout are known. */
const SAMPLE = 1 << 18;
/** Most bytes of a file that is read as a whole to be turned. */
const MOST_TURNED = 1 << 28;
const [LINE_FEED, CARRIAGE_RETURN] = [0x0a, 0x0d];

/** A GMT, GMX or long file; `visit` gets each set. Plain GMT goes on to its reader as it comes. */
export class SetFileReader {
  private readonly file: string;
  private readonly reader: GmtReader;
  private layout: SetLayout | undefined;
  private decoder: TextDecoder | undefined;
  private isMac = false;
  private pieces: Uint8Array[] = [];
  private length = 0;

  /** As a `GmtReader`. */
  constructor(...args: ConstructorParameters<typeof GmtReader>) {
    this.file = args[0];
    this.reader = new GmtReader(...args);
  }

  get oddities(): GmtOddities {
    return this.reader.oddities;
  }

  push(bytes: Uint8Array): void {
    if (this.layout === 'gmt') {
      this.forward(bytes);
      return;
    }
    // A copy: the piece may be a view of bytes that its reader fills again.
    this.pieces.push(new Uint8Array(bytes));
    this.length += bytes.length;
    if (this.layout === undefined && this.length >= SAMPLE) this.decide(false);
    if (this.layout !== undefined && this.length > MOST_TURNED) {
      throw new Error(
        `${this.file}: found more than ${MOST_TURNED / 2 ** 20} MiB of a table of genes; expected GMT for so much: name, description and genes of a set in one line. Export it as GMT.`,
      );
    }
  }

  /** Reads what is left; fails when the file held no set at all. */
  end(): void {
    if (this.layout === undefined) this.decide(true);
    if (this.layout !== 'gmt') {
      const {text} = decodeText(this.takePieces());
      const lines = this.layout === 'gmx' ? turnColumns(text) : gatherRows(this.file, text);
      this.reader.push(new TextEncoder().encode(lines));
    } else if (this.decoder) {
      this.forwardPlain(new TextEncoder().encode(this.decoder.decode()));
    }
    this.reader.end();
  }

  private decide(isWhole: boolean): void {
    const sample = this.takePieces();
    const wide = wideEncoding(sample);
    const text = new TextDecoder(wide ?? 'utf-8').decode(sample);
    // The last line may be cut.
    const lines = isWhole
      ? text
      : text.slice(0, Math.max(...[...'\r\n'].map(end => text.lastIndexOf(end))) + 1);
    this.layout = findLayout(this.file, lines.replace(/^\uFEFF/, ''));
    this.isMac = /\r(?![\r\n])/.test(lines);
    this.count(wide);
    if (wide) this.decoder = new TextDecoder(wide);
    if (this.layout === 'gmt') this.forward(sample);
    else this.pieces = [sample];
  }

  private count(wide: WideEncoding | undefined): void {
    if (wide) this.oddities.wideFiles++;
    if (this.isMac) this.oddities.macFiles++;
    if (this.layout === 'gmx') this.oddities.turnedFiles++;
    if (this.layout === 'long') this.oddities.longFiles++;
  }

  private forward(bytes: Uint8Array): void {
    const {decoder} = this;
    this.forwardPlain(
      decoder ? new TextEncoder().encode(decoder.decode(bytes, {stream: true})) : bytes,
    );
  }

  private forwardPlain(bytes: Uint8Array): void {
    const isEnd = (byte: number, i: number) =>
      byte === CARRIAGE_RETURN && bytes[i + 1] !== LINE_FEED;
    this.reader.push(
      this.isMac ? bytes.map((byte, i) => (isEnd(byte, i) ? LINE_FEED : byte)) : bytes,
    );
  }

  private takePieces(): Uint8Array {
    const whole = new Uint8Array(this.length);
    let at = 0;
    for (const piece of this.pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    this.pieces = [];
    return whole;
  }
}
