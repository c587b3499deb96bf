// Lists of different lengths that lie one after the other in one array.

/** Where each list starts, and the total at the end, from the lists' lengths. Shape (lists) → (lists + 1). */
export function offsetsOf(lengths: ArrayLike<number>): Int32Array {
  const offsets = new Int32Array(lengths.length + 1);
  for (let i = 0; i < lengths.length; i++) offsets[i + 1] = offsets[i] + lengths[i];
  return offsets;
}
