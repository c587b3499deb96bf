// Whole numbers packed into a fixed number of bits each, the lowest bits first, as Parquet's runs hold them.
// https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE

/** Widest number: with up to seven bits before it, it still fits in 32. */
export const MAX_BITS = 25;

/** Bits that hold every number below `count`, one at least. */
export function bitsFor(count: number): number {
  return Math.max(1, 32 - Math.clz32(Math.max(count, 1) - 1));
}

/** Bytes of `count` numbers of `bits` bits, filled up to a multiple of eight numbers. */
export function packedBytes(count: number, bits: number): number {
  return Math.ceil(count / 8) * bits;
}

/** Packs `codeOf[values[i]]` for i in start..end-1 into `bytes` from `offset` on; returns where they end. */
export function pack(
  values: Int32Array,
  start: number,
  end: number,
  codeOf: Int32Array,
  bits: number,
  bytes: Uint8Array,
  offset: number,
): number {
  let at = offset;
  let window = 0;
  let held = 0;
  for (let i = start; i < end; i++) {
    window |= codeOf[values[i]] << held;
    held += bits;
    while (held >= 8) {
      bytes[at++] = window;
      window >>>= 8;
      held -= 8;
    }
  }
  const last = offset + packedBytes(end - start, bits);
  if (held > 0) bytes[at++] = window;
  bytes.fill(0, at, last);
  return last;
}

/** Unpacks `count` numbers of `bits` bits that begin at `offset` into `values` from `start` on. */
export function unpack(
  bytes: Uint8Array,
  offset: number,
  count: number,
  bits: number,
  values: Int32Array,
  start: number,
): void {
  const mask = 2 ** bits - 1;
  let at = offset;
  let window = 0;
  let held = 0;
  for (let i = start; i < start + count; i++) {
    while (held < bits) {
      window |= bytes[at++] << held;
      held += 8;
    }
    values[i] = window & mask;
    window >>>= bits;
    held -= bits;
  }
}
