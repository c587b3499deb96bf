// Damages bytes at random, as bad disks, broken transfers and hostile writers do.
import type {Random} from '../../shared/stats/random.ts';

/** Whole numbers at the edges of their types. */
const EDGES = [0, 1, -1, 2 ** 15, 2 ** 16 - 1, 2 ** 31 - 1, -(2 ** 31), 2 ** 32 - 1, 2 ** 53];

/** A copy with one to eight random changes; it may be longer or shorter, and is never equal in content. */
export function mutateBytes(bytes: Uint8Array, random: Random): Uint8Array {
  let changed: Uint8Array = Uint8Array.from(bytes);
  do {
    const changes = 1 + random.int(8);
    for (let i = 0; i < changes; i++) changed = pick(CHANGES, random)(changed, random);
  } while (Buffer.compare(changed, bytes) === 0);
  return changed;
}

/** One element of a list that is not empty. */
export function pick<T>(list: readonly T[], random: Random): T {
  return list[random.int(list.length)];
}

type Change = (bytes: Uint8Array, random: Random) => Uint8Array;

const CHANGES: Change[] = [
  flipBit,
  setByte,
  writeEdge,
  writeEdge,
  cut,
  deleteRange,
  repeatRange,
  fillRange,
];

function flipBit(bytes: Uint8Array, random: Random): Uint8Array {
  if (bytes.length > 0) bytes[random.int(bytes.length)] ^= 1 << random.int(8);
  return bytes;
}

function setByte(bytes: Uint8Array, random: Random): Uint8Array {
  if (bytes.length > 0) bytes[random.int(bytes.length)] = random.int(256);
  return bytes;
}

/** Writes a number at the edge of a type over 2, 4 or 8 bytes, as little-endian. */
function writeEdge(bytes: Uint8Array, random: Random): Uint8Array {
  const width = pick([2, 4, 8], random);
  if (bytes.length < width) return bytes;
  const number = Buffer.alloc(8);
  number.writeBigInt64LE(BigInt(pick(EDGES, random)));
  bytes.set(number.subarray(0, width), random.int(bytes.length - width + 1));
  return bytes;
}

function cut(bytes: Uint8Array, random: Random): Uint8Array {
  return bytes.slice(0, random.int(bytes.length + 1));
}

function deleteRange(bytes: Uint8Array, random: Random): Uint8Array {
  const [start, end] = rangeIn(bytes, random);
  return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
}

function repeatRange(bytes: Uint8Array, random: Random): Uint8Array {
  const [start, end] = rangeIn(bytes, random);
  return Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)]);
}

function fillRange(bytes: Uint8Array, random: Random): Uint8Array {
  const [start, end] = rangeIn(bytes, random);
  return bytes.fill(pick([0, 0xff, 0x20, 0x41], random), start, end);
}

/** A range of at most 64 bytes. */
function rangeIn(bytes: Uint8Array, random: Random): [number, number] {
  const start = random.int(bytes.length + 1);
  return [start, Math.min(bytes.length, start + 1 + random.int(64))];
}
