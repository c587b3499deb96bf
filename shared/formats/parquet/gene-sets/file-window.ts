// A file that is read from an offset on through a window, so that memory holds a piece of it at a time.
import type {FileHandle} from 'node:fs/promises';

const WINDOW_BYTES = 1 << 21;

/** Gives the bytes of `file` from `offset` on, one after another. */
export class FileWindow {
  private readonly file: FileHandle;
  private readonly size: number;
  private window = new Uint8Array(0);
  /** Place of the next byte in the window, and the offset in the file of the window's first. */
  private at = 0;
  private start: number;

  constructor(file: FileHandle, size: number, offset: number) {
    this.file = file;
    this.size = size;
    this.start = offset;
  }

  /** At most `length` next bytes, fewer only at the end of the file; they stay next until `skip`. Valid until then. */
  async peek(length: number): Promise<Uint8Array> {
    if (this.at + length > this.window.length) await this.fill(length);
    return this.window.subarray(this.at, this.at + length);
  }

  skip(length: number): void {
    this.at += length;
  }

  /** The next `length` bytes; fails where the file has fewer. Valid until the next call. */
  async take(length: number): Promise<Uint8Array> {
    const bytes = await this.peek(length);
    if (bytes.length < length) throw new RangeError('the file ends too early');
    this.skip(length);
    return bytes;
  }

  private async fill(length: number): Promise<void> {
    this.start += this.at;
    this.at = 0;
    const wanted = Math.min(Math.max(length, WINDOW_BYTES), this.size - this.start);
    if (wanted > this.window.buffer.byteLength) this.window = new Uint8Array(wanted);
    else this.window = new Uint8Array(this.window.buffer, 0, Math.max(0, wanted));
    for (let filled = 0; filled < wanted; ) {
      const {bytesRead} = await this.file.read(
        this.window,
        filled,
        wanted - filled,
        this.start + filled,
      );
      if (bytesRead === 0) throw new RangeError('the file ends too early');
      filled += bytesRead;
    }
  }
}
