// Long lists in parts, so that what is made of each part fits memory.

/** Consecutive parts of `size` items, the last with what is left; arrays and typed arrays alike. */
export function* batchesOf<List extends {length: number; slice(from: number, to: number): List}>(
  items: List,
  size: number,
): Generator<List> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}
