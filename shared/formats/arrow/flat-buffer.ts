// Verifies a flatbuffer, as Arrow's C++ readers do, before a library that trusts it walks through it: every offset and
// every length must lie inside. https://flatbuffers.dev/internals

/** What a table refers to, by slot; numbers in place need no check. */
export interface TableShape {
  [slot: number]: Reference;
}

/** Elements of this many bytes, tables, or one table. Shapes may refer to themselves, so they are given by functions. */
export type Reference = {bytesEach: number} | {each: () => TableShape} | {table: () => TableShape};

/** A text is a vector of bytes. */
export const TEXT: Reference = {bytesEach: 1};

/** Parts that several others refer to are read once for each, so what is read may be more than there is, within limits. */
const MOST_READ = 16;

/** A flatbuffer whose tables may be looked at. */
export class FlatBuffer {
  readonly #view: DataView;
  #left: number;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#left = 1024 + MOST_READ * bytes.byteLength;
  }

  /** Where the root table lies; it and all it refers to are checked. */
  root(shape: TableShape): number {
    const at = this.#uint32(0);
    this.check(at, shape);
    return at;
  }

  /** Fails unless the table and all it refers to lie inside. */
  check(table: number, shape: TableShape): void {
    this.#take(4);
    for (const [slot, reference] of Object.entries(shape)) {
      const field = this.field(table, Number(slot));
      if (field === 0) continue;
      const target = field + this.#uint32(field);
      if ('table' in reference) this.check(target, reference.table());
      else this.#checkVector(target, reference);
    }
  }

  /** Where the field of a table lies; 0 where the table has none. */
  field(table: number, slot: number): number {
    const layout = table - this.#int32(table);
    const [size, extent] = [this.#uint16(layout), this.#uint16(layout + 2)];
    const entry = 4 + 2 * slot;
    if (entry + 2 > size) return 0;
    const offset = this.#uint16(layout + entry);
    if (offset + 1 > extent) throw new Error('a field lies outside its table');
    return offset === 0 ? 0 : table + offset;
  }

  /** Where the elements of a checked vector lie, and how many there are. */
  vector(table: number, slot: number): {at: number; length: number} {
    const field = this.field(table, slot);
    if (field === 0) return {at: 0, length: 0};
    const target = field + this.#uint32(field);
    return {at: target + 4, length: this.#uint32(target)};
  }

  #checkVector(target: number, reference: Exclude<Reference, {table: unknown}>): void {
    const length = this.#uint32(target);
    const bytes = length * ('each' in reference ? 4 : reference.bytesEach);
    if (target + 4 + bytes > this.#view.byteLength) throw new Error('a list ends outside');
    this.#take(4 + bytes);
    if (!('each' in reference)) return;
    const shape = reference.each();
    for (let i = 0; i < length; i++) {
      const element = target + 4 + 4 * i;
      this.check(element + this.#uint32(element), shape);
    }
  }

  #take(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0) throw new Error('its parts refer to each other without end');
  }

  #uint16(at: number): number {
    return this.#inside(at, 2).getUint16(at, true);
  }
  #int32(at: number): number {
    return this.#inside(at, 4).getInt32(at, true);
  }
  #uint32(at: number): number {
    return this.#inside(at, 4).getUint32(at, true);
  }

  #inside(at: number, bytes: number): DataView {
    if (at >= 0 && at + bytes <= this.#view.byteLength) return this.#view;
    throw new Error('an offset points outside');
  }
}
