// A file that is written from front to back, in large pieces.
import {type FileHandle, open} from 'node:fs/promises';

const PIECE_BYTES = 1 << 22;

/** Collects bytes and writes them as pieces get full. */
export class FileSink {
  /** Bytes taken so far: the offset in the file of the next one. */
  length = 0;
  private readonly file: FileHandle;
  private readonly piece = new Uint8Array(PIECE_BYTES);
  private held = 0;

  private constructor(file: FileHandle) {
    this.file = file;
  }

  /** Opens the file for as long as `use` runs; what is held is written before it is closed. */
  static async with(path: string, use: (sink: FileSink) => Promise<void>): Promise<void> {
    const sink = new FileSink(await open(path, 'w'));
    try {
      await use(sink);
      await sink.flush();
    } finally {
      await sink.file.close();
    }
  }

  /** Takes a copy of the bytes. */
  async write(bytes: Uint8Array): Promise<void> {
    this.length += bytes.length;
    if (this.held + bytes.length > PIECE_BYTES) await this.flush();
    if (bytes.length > PIECE_BYTES) return writeAll(this.file, bytes);
    this.piece.set(bytes, this.held);
    this.held += bytes.length;
  }

  private async flush(): Promise<void> {
    await writeAll(this.file, this.piece.subarray(0, this.held));
    this.held = 0;
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    at += (await file.write(bytes, at)).bytesWritten;
  }
}
