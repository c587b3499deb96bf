// Batches of cells in a file, numbers as they lie in memory: a second look at them without reading the source again.
import {type FileHandle, open, unlink} from 'node:fs/promises';
import type {CellBatch} from '../../cells/cell-matrix.ts';
import {SpareArrays} from '../../cells/import/spare-arrays.ts';

interface Entry {
  firstCell: number;
  offsets: Int32Array;
  /** Where in the file its genes and, behind them, its values are. */
  at: number;
}

/** Takes 6 or 8 bytes a value on disk until `close`, and 4 a cell in memory. */
export class BatchFile {
  readonly #path: string;
  #file: FileHandle | undefined;
  readonly #entries: Entry[] = [];
  #size = 0;
  #writing: Promise<void> = Promise.resolve();

  /** The first batch replaces what lies at `path`. */
  constructor(path: string) {
    this.#path = path;
  }

  /** Takes a batch once the one before is written; its arrays must stay as they are until the next one is taken. */
  async add({firstCell, offsets, genes, values}: CellBatch): Promise<void> {
    await this.#writing;
    this.#file ??= await openNameless(this.#path);
    this.#entries.push({firstCell, offsets, at: this.#size});
    this.#writing = this.#write([genes, values], this.#size);
    this.#size += genes.byteLength + values.byteLength;
    // Whoever comes next gets the failure.
    this.#writing.catch(() => {});
  }

  /** All batches in order, each read while the one before is used; its arrays hold until the next is asked for. */
  async *batches(dictionarySize: number): AsyncGenerator<CellBatch> {
    await this.#writing;
    const spare = new SpareArrays(dictionarySize);
    let ahead: Promise<CellBatch> | undefined;
    for (const place of this.#entries.keys()) {
      const batch = await (ahead ?? this.#read(this.#entries[place], spare));
      const next = this.#entries[place + 1];
      ahead = next && this.#read(next, spare);
      // Where the caller stops, nobody waits for it any more.
      ahead?.catch(() => {});
      yield batch;
    }
  }

  async close(): Promise<void> {
    await this.#writing.catch(() => {});
    await this.#file?.close();
  }

  async #write(arrays: readonly NodeJS.ArrayBufferView[], at: number): Promise<void> {
    const {bytesWritten} = await this.#file!.writev(arrays, at);
    const bytes = arrays.reduce((sum, {byteLength}) => sum + byteLength, 0);
    if (bytesWritten === bytes) return;
    throw new Error(
      `${this.#path}: ${bytesWritten} of ${bytes} bytes could be written; the disk may be full`,
    );
  }

  async #read({firstCell, offsets, at}: Entry, spare: SpareArrays): Promise<CellBatch> {
    const size = offsets[offsets.length - 1];
    const arrays = spare.take(size);
    const [genes, values] = [arrays.genes.subarray(0, size), arrays.values.subarray(0, size)];
    const {bytesRead} = await this.#file!.readv([genes, values], at);
    if (bytesRead === genes.byteLength + values.byteLength) {
      return {firstCell, offsets, genes, values};
    }
    throw new Error(`${this.#path}: the file ended while it was read`);
  }
}

/** A file without a name goes with its process, however that ends. */
async function openNameless(path: string): Promise<FileHandle> {
  const file = await open(path, 'w+');
  await unlink(path);
  return file;
}
