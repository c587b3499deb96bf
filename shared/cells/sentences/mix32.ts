// A bijection of 32-bit words that looks random, and its inverse (the finalizer of MurmurHash3, fmix32).
const {imul} = Math;

/** Mixes a word (0..2^32-1). */
export function mix32(word: number): number {
  let mixed = imul(word ^ (word >>> 16), 0x85ebca6b);
  mixed = imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** The word that `mix32` turned into `mixed`; the factors are the inverses modulo 2^32. */
export function unmix32(mixed: number): number {
  let word = imul(mixed ^ (mixed >>> 16), 0x7ed1b41d);
  word = imul(word ^ (word >>> 13) ^ (word >>> 26), 0xa5cb9243);
  return (word ^ (word >>> 16)) >>> 0;
}
