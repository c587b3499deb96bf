// Checks of single numbers and arrays that enter an engine. The core computes sizes as 32-bit integers, so what does
// not fit one must be refused here, and products of sizes too.

/** Largest size the core counts with. */
export const LARGEST_COUNT = 2 ** 31 - 1;

/** Throws unless `value` is an integer from `lowest` to `highest`. */
export function requireInteger(
  value: number,
  name: string,
  lowest: number,
  highest = LARGEST_COUNT,
): void {
  if (Number.isInteger(value) && value >= lowest && value <= highest) return;
  throw new RangeError(`${name} is ${value}: expected an integer in ${lowest} … ${highest}`);
}

/** Throws where the product of these counts, named by what they count, is larger than the core counts. */
export function requireProduct(counts: Record<string, number>): void {
  const product = Object.values(counts).reduce((whole, count) => whole * count, 1);
  if (product <= LARGEST_COUNT) return;
  const factors = Object.entries(counts).map(([name, count]) => `${name} ${count}`);
  throw new RangeError(
    `${factors.join(' × ')} is ${product}: expected at most ${LARGEST_COUNT}; give less at a time`,
  );
}

/** Throws unless `value` is one of `known`. */
export function requireOneOf<T>(value: T, known: readonly T[], name: string): void {
  if (known.includes(value)) return;
  throw new RangeError(`${name} is ${String(value)}: expected ${known.join(', ')}`);
}

/** The kinds of numeric arrays that engines take. */
interface ArrayTypes {
  Uint8Array: Uint8Array;
  Int32Array: Int32Array;
  Uint16Array: Uint16Array;
  Uint32Array: Uint32Array;
  Float32Array: Float32Array;
  Float64Array: Float64Array;
}

/** Throws unless `array` is of the type, whichever realm made it, and has its memory. */
export function requireType<T extends keyof ArrayTypes>(
  array: ArrayTypes[T],
  type: T,
  name: string,
): void {
  const found = Object.prototype.toString.call(array).slice(8, -1);
  if (found !== type) throw new TypeError(`${name} is of type ${found}: expected ${type}`);
  try {
    array.slice(0, 0);
  } catch {
    throw new TypeError(`${name} has no memory: its buffer was transferred to somebody else`);
  }
}

/**
 * A copy of an array of the caller's, which may change, shrink or be shared with a thread while a call waits for its
 * turn. Throws unless it is of the type.
 */
export function copyArray<T extends keyof ArrayTypes>(
  array: ArrayTypes[T],
  type: T,
  name: string,
): ArrayTypes[T] {
  requireType(array, type, name);
  return array.slice() as ArrayTypes[T];
}
