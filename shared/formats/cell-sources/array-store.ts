// A tree of groups and arrays, whether an HDF5 file or a Zarr folder: what readers of AnnData ask of either.
import {checkCount, damaged} from '../check-index.ts';

export type Numbers =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

/** A column of texts, null where one is missing. */
export type Column = (string | null)[];

export interface StoredArray {
  /** Where it is in the store, for messages. */
  path: string;
  shape: readonly number[];
  /** Whether its values are true and false. */
  isBoolean: boolean;
  /** Whether a filter has to unpack it. */
  isPacked?: boolean;
  /** The same, read by another thread from now on: a read then takes none of this thread's time. */
  aside?: () => StoredArray;
  /** Numbers `start..end-1` of the first axis, all of the others; whole numbers beyond 2^53 lose digits. The memory is the caller's. */
  numbers(start: number, end: number): Promise<Numbers>;
  /** All of it as texts; null for what is missing or not a number. */
  texts(): Promise<Column>;
}

export interface StoredGroup {
  keys: readonly string[];
  attribute(name: string): unknown;
}

export interface ArrayStore {
  /** The file or folder. */
  path: string;
  /** What it is, e.g. `h5ad file`. */
  kind: string;
  group(path: string): Promise<StoredGroup | undefined>;
  array(path: string): Promise<StoredArray | undefined>;
  close(): void;
}

/** R's whole number that is missing, which SeuratDisk writes as it is. */
export const MISSING_IN_R = -(2 ** 31);

/** Values as texts; null for what is missing or not a number. */
export function textsOf(values: ArrayLike<unknown>): Column {
  const isOfR = values instanceof Int32Array;
  const isMissing = (each: unknown) =>
    each === null || each === undefined || Number.isNaN(each) || (isOfR && each === MISSING_IN_R);
  return Array.from(values, each => (isMissing(each) ? null : String(each)));
}

/** Whole numbers of 64 bits as 32-bit ones, or as floats where one does not fit. */
export function narrow(numbers: BigInt64Array | BigUint64Array): Numbers {
  // The lower words of little-endian integers: a hundred times faster than bigints one by one.
  const words = new Int32Array(numbers.buffer, numbers.byteOffset, 2 * numbers.length);
  const narrowed = new Int32Array(numbers.length);
  for (let i = 0; i < narrowed.length; i++) {
    narrowed[i] = words[2 * i];
    const carried = words[2 * i] < 0 ? -1 : 0;
    if (words[2 * i + 1] !== carried) return Float64Array.from(numbers, Number);
  }
  return narrowed;
}

const EXPONENT = 0x7c00;

/** Half-precision numbers (IEEE 754 binary16) out of their bits. */
export function halvesOf(bits: Uint16Array): Float32Array {
  return Float32Array.from(bits, half => {
    const [exponent, fraction] = [(half & EXPONENT) >> 10, half & 0x3ff];
    const sign = half & 0x8000 ? -1 : 1;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}

/** Most cells or features; places of either are kept as 32-bit integers. */
const MOST_LINES = 2 ** 31 - 2;

/** The two numbers of a matrix's shape, from an attribute or a dataset's value. */
export function readShape(path: string, matrix: string, value: unknown): [number, number] {
  const [cells, features, ...more] = Array.from(value as ArrayLike<number | bigint>, Number);
  if (features === undefined || more.length > 0) {
    throw damaged(path, `${matrix}, shape`, `${more.length + 2} numbers`, '2');
  }
  checkCount(path, `${matrix}, number of rows`, cells, MOST_LINES);
  checkCount(path, `${matrix}, number of columns`, features, MOST_LINES);
  return [cells, features];
}
