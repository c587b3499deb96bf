// Seeded random numbers: xoshiro128** (Blackman & Vigna 2021, ACM TOMS 47:36), seeded by splitmix32.
// The same seeds give the same numbers on every machine, which is what makes artifacts reproducible.

/** An array whose elements can be swapped in place. */
type Shuffleable =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | unknown[];

export interface Random {
  /** A number in [0, 1), a multiple of 2^-32. */
  next(): number;
  /** An unbiased integer in 0..bound-1; bound is 1..2^32. */
  int(bound: number): number;
  /** Shuffles the array in place (Fisher–Yates) and returns it. */
  shuffle<T extends Shuffleable>(array: T): T;
  /** A copy of the generator's state, for checkpoints. Shape (4). */
  state(): Uint32Array;
}

const {imul} = Math;
const TWO_TO_32 = 2 ** 32;
/** Step of splitmix32: the golden ratio in 32-bit fixed point. */
const GOLDEN_GAMMA = 0x9e3779b9;

/**
 * A generator for a seed; further numbers name independent streams of it, e.g. `createRandom(seed, epoch)`.
 * Every argument is an integer taken modulo 2^32.
 */
export function createRandom(seed: number, ...stream: number[]): Random {
  return randomFromState(seedState([seed, ...stream]));
}

/** A generator that goes on from `state`, as `Random.state()` gave it. Shape (4), not all zero. */
export function randomFromState(state: Uint32Array): Random {
  if (state.length !== 4 || state.every(word => word === 0)) {
    throw new Error(
      `A random state has four 32-bit words, not all zero; found [${state.join(', ')}]. Pass what Random.state() returned.`,
    );
  }
  const draw = createXoshiro(Uint32Array.from(state));
  const int = (bound: number) => drawBelow(draw.next, bound);
  return {
    next: () => draw.next() / TWO_TO_32,
    int,
    shuffle: array => shuffleInPlace(array, int),
    state: () => Uint32Array.from(draw.state),
  };
}

/** The 32-bit output function of xoshiro128** over a state it updates in place. */
function createXoshiro(state: Uint32Array): {state: Uint32Array; next(): number} {
  const next = () => {
    const result = imul(rotateLeft(imul(state[1], 5), 7), 9) >>> 0;
    const shifted = state[1] << 9;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = rotateLeft(state[3], 11);
    return result;
  };
  return {state, next};
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** Draws again where a plain remainder would favour small values (rejection sampling). */
function drawBelow(next: () => number, bound: number): number {
  if (!(bound >= 1 && bound <= TWO_TO_32 && bound % 1 === 0)) {
    throw new RangeError(`Random.int(bound) takes an integer bound in 1..2^32; found ${bound}.`);
  }
  let word = next();
  let value = word % bound;
  // The last, incomplete run of values starts above 2^32 - bound.
  while (word - value > TWO_TO_32 - bound) {
    word = next();
    value = word % bound;
  }
  return value;
}

function shuffleInPlace<T extends Shuffleable>(array: T, int: (bound: number) => number): T {
  for (let last = array.length - 1; last > 0; last--) {
    const other = int(last + 1);
    const value = array[last];
    array[last] = array[other];
    array[other] = value as never;
  }
  return array;
}

/** Absorbs each seed into a splitmix32 state, then draws the four words of the generator from it. */
function seedState(seeds: number[]): Uint32Array {
  let mixed = 0;
  for (const seed of seeds) {
    if (!Number.isSafeInteger(seed)) {
      throw new RangeError(`A random seed is a whole number; found ${seed}.`);
    }
    mixed = splitmix((mixed + (seed >>> 0) + GOLDEN_GAMMA) >>> 0);
  }
  const state = new Uint32Array(4);
  for (let word = 0; word < 4; word++) {
    mixed = (mixed + GOLDEN_GAMMA) >>> 0;
    state[word] = splitmix(mixed);
  }
  // The all-zero state is the generator's one fixed point.
  if (state.every(word => word === 0)) state[0] = 1;
  return state;
}

/** The finalizer of splitmix32: a bijection of 32-bit words (constants of MurmurHash3's fmix32). */
function splitmix(word: number): number {
  let mixed = word;
  mixed = imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
