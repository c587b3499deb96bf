// Sizes of the lists of a page, from its levels: repetition 0 begins a list, definition 0 says that it is empty.
// https://parquet.apache.org/docs/file-format/nestedencoding/

/** Goes through the lists of a page of `entries` entries. */
export class ListSizes {
  /** Where the page's values begin. */
  readonly end: number;
  private readonly begins: LevelRuns;
  private readonly present: LevelRuns;
  private left: number;

  constructor(bytes: Uint8Array, entries: number) {
    this.begins = new LevelRuns(bytes, 0);
    this.present = new LevelRuns(bytes, this.begins.end);
    this.end = this.present.end;
    this.left = entries;
  }

  /** Number of values of the next list; -1 after the last. */
  next(): number {
    if (this.left === 0) return -1;
    this.begins.take(1);
    const isPresent = this.present.take(1);
    const more = this.left > 1 && this.begins.level() === 1 ? this.begins.run() : 0;
    if (more > 0) {
      this.begins.take(more);
      this.present.take(more);
    }
    this.left -= 1 + more;
    return isPresent + more;
  }
}

/** Runs of levels 0 and 1, after their length in bytes. */
class LevelRuns {
  readonly end: number;
  private readonly bytes: Uint8Array;
  private at: number;
  private value = 0;
  private length = 0;

  constructor(bytes: Uint8Array, offset: number) {
    this.bytes = bytes;
    this.at = offset + 4;
    this.end = this.at + new DataView(bytes.buffer, bytes.byteOffset).getUint32(offset, true);
  }

  /** The next level. */
  level(): number {
    if (this.length === 0) this.open();
    return this.value;
  }

  /** How often the next level is repeated. */
  run(): number {
    this.level();
    return this.length;
  }

  /** Passes `count` levels, all alike; returns the level. */
  take(count: number): number {
    const level = this.level();
    if (count > this.length) throw new RangeError('a run of levels ends too early');
    this.length -= count;
    return level;
  }

  private open(): void {
    if (this.at >= this.end) throw new RangeError('the levels end too early');
    let head = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = this.bytes[this.at++];
      head += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
    }
    this.length = head / 2;
    this.value = this.bytes[this.at++];
  }
}
