// Runs of small numbers as Parquet packs them, levels and places in a dictionary alike: eight or more equal numbers as one
// run, others in groups of eight, bit by bit. On typed arrays, since a corpus has tens of millions of them.
// https://parquet.apache.org/docs/file-format/data-pages/encodings/#run-length-encoding--bit-packing-hybrid-rle--3

/** Numbers from 0 on. */
export type Numbers = Uint8Array | Int32Array;
/** Bits of the largest: with what a byte leaves over they fit into 32. */
export const MOST_BITS = 24;

const GROUP = 8;
/** Bytes that a run's length takes at most. */
const HEADER_BYTES = 5;

/** Bits that hold a number up to `most`. */
export function widthOf(most: number): number {
  return 32 - Math.clz32(most);
}

/** The runs of `values`, each of `width` bits. The same bytes as hyparquet-writer's. */
export function packRuns(values: Numbers, width: number): Uint8Array {
  const groups = Math.ceil(values.length / GROUP);
  // A run of equal numbers stands for a group at least.
  const bytes = new Uint8Array(groups * (HEADER_BYTES + width));
  let at = 0;
  let first = 0;
  for (let i = 0; i < values.length; ) {
    const end = endOfRun(values, i);
    if (end - i < GROUP) {
      i += GROUP;
      continue;
    }
    if (first < i) at = packGroups(bytes, at, values, first, i, width);
    at = writeCount(bytes, at, 2 * (end - i));
    for (let bit = 0; bit < width; bit += 8) bytes[at++] = values[i] >> bit;
    first = i = end;
  }
  if (first < values.length) at = packGroups(bytes, at, values, first, values.length, width);
  return bytes.subarray(0, at);
}

/** Where the numbers that equal the one at `start` end. */
function endOfRun(values: Numbers, start: number): number {
  let end = start + 1;
  while (end < values.length && values[end] === values[start]) end++;
  return end;
}

/** Packs values first..end-1 in whole groups; returns where the bytes end. */
function packGroups(
  bytes: Uint8Array,
  from: number,
  values: Numbers,
  first: number,
  end: number,
  width: number,
): number {
  const groups = Math.ceil((end - first) / GROUP);
  let at = writeCount(bytes, from, 2 * groups + 1);
  const target = at + groups * width;
  let [bits, held] = [0, 0];
  for (let i = first; i < end; i++) {
    bits |= values[i] << held;
    for (held += width; held >= 8; held -= 8) {
      bytes[at++] = bits;
      bits >>>= 8;
    }
  }
  if (held > 0) bytes[at] = bits;
  return target;
}

function writeCount(bytes: Uint8Array, from: number, count: number): number {
  let at = from;
  let rest = count;
  for (; rest > 0x7f; rest >>>= 7) bytes[at++] = (rest & 0x7f) | 0x80;
  bytes[at++] = rest;
  return at;
}

/** Fills `values` from runs of numbers of `width` bits; runs that `checkRuns` let pass, and an error where they end early. */
export function unpackRuns<T extends Numbers>(bytes: Uint8Array, width: number, values: T): T {
  const valueBytes = (width + 7) >> 3;
  let at = 0;
  for (let i = 0; i < values.length; ) {
    let [header, shift] = [0, 0];
    for (let more = true; more; shift += 7) {
      if (at >= bytes.length) throw new Error('a page has fewer values than it claims');
      header |= (bytes[at] & 0x7f) << shift;
      more = bytes[at++] >= 0x80;
    }
    if (header & 1) {
      const end = Math.min(values.length, i + GROUP * (header >>> 1));
      unpackGroups(bytes, at, values, i, end, width);
      at += (header >>> 1) * width;
      i = end;
    } else {
      if (at + valueBytes > bytes.length) {
        throw new Error('a page has fewer values than it claims');
      }
      let value = 0;
      for (let byte = 0; byte < valueBytes; byte++) value |= bytes[at++] << (8 * byte);
      const end = Math.min(values.length, i + (header >>> 1));
      values.fill(value, i, end);
      i = end;
    }
  }
  return values;
}

function unpackGroups(
  bytes: Uint8Array,
  from: number,
  values: Numbers,
  first: number,
  end: number,
  width: number,
): void {
  if (from + Math.ceil(((end - first) * width) / 8) > bytes.length) {
    throw new Error('a page has fewer values than it claims');
  }
  const mask = (1 << width) - 1;
  let at = from;
  let [bits, held] = [0, 0];
  for (let i = first; i < end; i++) {
    for (; held < width; held += 8) bits |= bytes[at++] << held;
    values[i] = bits & mask;
    bits >>>= width;
    held -= width;
  }
}
