// Follows a file of JSON lines that another process appends to, perhaps on another machine.
import {open} from 'node:fs/promises';
import type {ChildMessage} from '../stage-process/stage-messages.ts';

export class MessageTail {
  readonly #path: string;
  #offset = 0;
  #rest = Buffer.alloc(0);

  constructor(path: string) {
    this.#path = path;
  }

  /** The messages whose lines are complete since the last call. */
  async read(): Promise<ChildMessage[]> {
    const added = await this.#readAdded();
    if (added.length === 0) return [];
    const bytes = Buffer.concat([this.#rest, added]);
    const end = bytes.lastIndexOf('\n') + 1;
    this.#rest = bytes.subarray(end);
    return bytes.subarray(0, end).toString('utf8').split('\n').flatMap(parseMessage);
  }

  async #readAdded(): Promise<Buffer> {
    const file = await open(this.#path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (!file) return Buffer.alloc(0);
    try {
      const size = (await file.stat()).size;
      const {buffer, bytesRead} = await file.read({
        buffer: Buffer.alloc(Math.max(0, size - this.#offset)),
        position: this.#offset,
      });
      this.#offset += bytesRead;
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  }
}

// A killed process may leave half a line; what it wanted to say is lost and said by its exit.
function parseMessage(line: string): ChildMessage[] {
  try {
    return line === '' ? [] : [JSON.parse(line)];
  } catch {
    return [];
  }
}
