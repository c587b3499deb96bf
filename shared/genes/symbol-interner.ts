// Gives every distinct symbol an index when it is first seen, from its bytes: a text is made once a symbol, not once an
// occurrence. Open addressing with linear probing over FNV-1a hashes.

/** Offset basis and prime of FNV-1a (32 bits). */
export const FNV_BASIS = 0x811c9dc5;
export const FNV_PRIME = 0x01000193;

/** Distinct symbols by their UTF-8 bytes. */
export class SymbolInterner {
  /** Number of symbols. */
  size = 0;
  /** Index + 1 of the symbol at each slot, 0 where free; at most half are taken. Length a power of two. */
  private slots = new Int32Array(1 << 12);
  private hashes = new Int32Array(1 << 11);
  /** Where each symbol starts in `arena`, and where the last ends. */
  private starts = new Int32Array((1 << 11) + 1);
  private arena = new Uint8Array(1 << 16);

  /** Index of the symbol bytes[start..end-1], whose FNV-1a hash is `hash`. */
  intern(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const mask = this.slots.length - 1;
    for (let slot = (hash ^ (hash >>> 15)) & mask; ; slot = (slot + 1) & mask) {
      const index = this.slots[slot] - 1;
      if (index < 0) return this.add(slot, bytes, start, end, hash);
      if (this.hashes[index] === hash && this.isEqual(index, bytes, start, end)) return index;
    }
  }

  /** Index of a symbol given as text. */
  internText(symbol: string): number {
    const bytes = new TextEncoder().encode(symbol);
    let hash = FNV_BASIS;
    for (const byte of bytes) hash = Math.imul(hash ^ byte, FNV_PRIME);
    return this.intern(bytes, 0, bytes.length, hash);
  }

  /** All symbols in order of their indices. */
  symbols(): string[] {
    const decoder = new TextDecoder('utf-8', {ignoreBOM: true});
    return Array.from({length: this.size}, (_, index) =>
      decoder.decode(this.arena.subarray(this.starts[index], this.starts[index + 1])),
    );
  }

  private isEqual(index: number, bytes: Uint8Array, start: number, end: number): boolean {
    const own = this.starts[index];
    if (this.starts[index + 1] - own !== end - start) return false;
    for (let i = start; i < end; i++) if (bytes[i] !== this.arena[own + i - start]) return false;
    return true;
  }

  private add(slot: number, bytes: Uint8Array, start: number, end: number, hash: number): number {
    const index = this.size++;
    this.slots[slot] = index + 1;
    this.hashes[index] = hash;
    const last = this.starts[index] + end - start;
    if (last > this.arena.length) this.arena = enlarge(this.arena, last);
    for (let i = start, to = this.starts[index]; i < end; i++) this.arena[to++] = bytes[i];
    this.starts[index + 1] = last;
    if (2 * this.size >= this.slots.length) this.grow();
    return index;
  }

  private grow(): void {
    this.hashes = enlarge(this.hashes, 2 * this.size);
    this.starts = enlarge(this.starts, 2 * this.size + 1);
    const mask = 2 * this.slots.length - 1;
    this.slots = new Int32Array(mask + 1);
    for (let index = 0; index < this.size; index++) {
      let slot = (this.hashes[index] ^ (this.hashes[index] >>> 15)) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = index + 1;
    }
  }
}

/** A copy of at least twice the length, and of `length` at least. */
export function enlarge<T extends Uint8Array | Int32Array>(array: T, length: number): T {
  const larger = new (array.constructor as new (length: number) => T)(
    Math.max(length, 2 * array.length),
  );
  larger.set(array);
  return larger;
}
