// Gives every distinct symbol an index when it is first seen, from its bytes: a text is made once a symbol, not once an
// occurrence. Symbols of up to eight bytes, nearly all, are looked up as two words without touching their bytes again.
// Open addressing with linear probing.

/** Offset basis and prime of FNV-1a (32 bits). */
const FNV_BASIS = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
/** Odd multipliers, from the finalizer of MurmurHash3 (32 bits). */
const [SPREAD_FIRST, SPREAD_SECOND] = [0x85ebca6b, 0xc2b2ae35];
/** Longest symbol that two words hold. */
export const SHORT_BYTES = 8;

/** Distinct symbols by their UTF-8 bytes. */
export class SymbolInterner {
  private readonly texts: string[] = [];
  private readonly short = new ShortNames();
  private readonly long = new LongNames();

  /** Number of symbols. */
  get size(): number {
    return this.texts.length;
  }

  /** All symbols in order of their indices. */
  symbols(): string[] {
    return this.texts.slice();
  }

  /** The symbol of an index. */
  textOf(index: number): string {
    return this.texts[index];
  }

  /**
   * Index of the symbol bytes[start..end-1], of at most eight bytes other than 0: `low` holds its last four bytes,
   * the last one lowest, `high` those before.
   */
  internShort(high: number, low: number, bytes: Uint8Array, start: number, end: number): number {
    const index = this.short.find(high, low, this.texts.length);
    return index < this.texts.length ? index : this.add(bytes, start, end);
  }

  /** Index of the symbol bytes[start..end-1], of more than eight bytes. */
  internLong(bytes: Uint8Array, start: number, end: number): number {
    const index = this.long.find(bytes, start, end, this.texts.length);
    return index < this.texts.length ? index : this.add(bytes, start, end);
  }

  /** Index of a symbol given as text. */
  internText(symbol: string): number {
    const bytes = new TextEncoder().encode(symbol);
    if (bytes.length > SHORT_BYTES || bytes.includes(0)) {
      return this.internLong(bytes, 0, bytes.length);
    }
    let [high, low] = [0, 0];
    for (const byte of bytes) {
      high = (high << 8) | (low >>> 24);
      low = (low << 8) | byte;
    }
    return this.internShort(high, low, bytes, 0, bytes.length);
  }

  private add(bytes: Uint8Array, start: number, end: number): number {
    const decoder = new TextDecoder('utf-8', {ignoreBOM: true});
    return this.texts.push(decoder.decode(bytes.subarray(start, end))) - 1;
  }
}

/** Names of two words: four numbers a slot, its words, index + 1 (0 where free), and one to fill 16 bytes. */
class ShortNames {
  private slots = new Int32Array(4 << 12);
  private size = 0;

  /** Index of the name; a new one gets `next`. */
  find(high: number, low: number, next: number): number {
    const {slots} = this;
    const mask = slots.length - 1;
    for (let at = firstSlot(high, low) & mask; ; at = (at + 4) & mask) {
      const index = slots[at + 2] - 1;
      if (index < 0) return this.add(at, high, low, next);
      if (slots[at] === high && slots[at + 1] === low) return index;
    }
  }

  private add(at: number, high: number, low: number, next: number): number {
    this.slots[at] = high;
    this.slots[at + 1] = low;
    this.slots[at + 2] = next + 1;
    // At most half of the slots are taken.
    if (8 * ++this.size >= this.slots.length) this.grow();
    return next;
  }

  private grow(): void {
    const old = this.slots;
    this.slots = new Int32Array(2 * old.length);
    const mask = this.slots.length - 1;
    for (let from = 0; from < old.length; from += 4) {
      if (old[from + 2] === 0) continue;
      let at = firstSlot(old[from], old[from + 1]) & mask;
      while (this.slots[at + 2] !== 0) at = (at + 4) & mask;
      this.slots.set(old.subarray(from, from + 4), at);
    }
  }
}

/** Where a name of two words is looked for first, before the mask: a multiple of four. */
function firstSlot(high: number, low: number): number {
  let hash = Math.imul(low ^ (low >>> 15), SPREAD_FIRST) ^ Math.imul(high, SPREAD_SECOND);
  hash = Math.imul(hash ^ (hash >>> 13), SPREAD_SECOND);
  return (hash ^ (hash >>> 16)) << 2;
}

/** Names of any length, their bytes one after another in `arena`. */
class LongNames {
  /** Place + 1 of the name at each slot, 0 where free; at most half are taken. Length a power of two. */
  private slots = new Int32Array(1 << 10);
  private hashes: number[] = [];
  private indices: number[] = [];
  /** Where each name starts in `arena`, and where the last ends. */
  private readonly starts = [0];
  private arena = new Uint8Array(1 << 14);

  /** Index of the name; a new one gets `next`. */
  find(bytes: Uint8Array, start: number, end: number, next: number): number {
    const hash = hashOf(bytes, start, end);
    const mask = this.slots.length - 1;
    for (let slot = (hash ^ (hash >>> 15)) & mask; ; slot = (slot + 1) & mask) {
      const place = this.slots[slot] - 1;
      if (place < 0) {
        this.add(slot, hash, next);
        this.keep(bytes.subarray(start, end));
        return next;
      }
      if (this.hashes[place] === hash && this.isEqual(place, bytes, start, end)) {
        return this.indices[place];
      }
    }
  }

  private isEqual(place: number, bytes: Uint8Array, start: number, end: number): boolean {
    let own = this.starts[place];
    if (this.starts[place + 1] - own !== end - start) return false;
    for (let i = start; i < end; i++) if (bytes[i] !== this.arena[own++]) return false;
    return true;
  }

  private add(slot: number, hash: number, index: number): void {
    this.indices.push(index);
    this.slots[slot] = this.hashes.push(hash);
    if (2 * this.hashes.length >= this.slots.length) this.grow();
  }

  private keep(name: Uint8Array): void {
    const start = this.starts[this.starts.length - 1];
    const end = start + name.length;
    if (end > this.arena.length) this.arena = enlarge(this.arena, end);
    this.arena.set(name, start);
    this.starts.push(end);
  }

  private grow(): void {
    const mask = 2 * this.slots.length - 1;
    this.slots = new Int32Array(mask + 1);
    this.hashes.forEach((hash, place) => {
      let slot = (hash ^ (hash >>> 15)) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = place + 1;
    });
  }
}

/** FNV-1a, as a signed 32-bit number. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = FNV_BASIS | 0;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i], FNV_PRIME);
  return hash;
}

/** A copy of at least twice the length, and of `length` at least. */
export function enlarge<T extends Uint8Array | Int32Array>(array: T, length: number): T {
  const larger = new (array.constructor as new (length: number) => T)(
    Math.max(length, 2 * array.length),
  );
  larger.set(array);
  return larger;
}
