// The dictionary of a column: its distinct texts in ascending order, and each value's place in it.

/**
 * The dictionary of those `texts` that `places` refer to; `codeOf` is the place in it of each given text, -1 of those
 * not in use. Shape of `codeOf`: number of given texts.
 */
export function sortDictionary(
  texts: readonly string[],
  places: Int32Array,
): {texts: string[]; codeOf: Int32Array} {
  const used = new Uint8Array(texts.length);
  for (let i = 0; i < places.length; i++) used[places[i]] = 1;
  const order = Array.from(texts.keys()).filter(i => used[i]);
  order.sort((a, b) => (texts[a] < texts[b] ? -1 : Number(texts[a] > texts[b])));
  const codeOf = new Int32Array(texts.length).fill(-1);
  const sorted: string[] = [];
  for (const place of order) {
    if (sorted.at(-1) !== texts[place]) sorted.push(texts[place]);
    codeOf[place] = sorted.length - 1;
  }
  return {texts: sorted, codeOf};
}
