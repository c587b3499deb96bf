// What the names of training sets show of names in general: which words can end one, and which come twice in one. "of"
// and "to" end none; "cell" and "of" often come twice ("cell-cell adhesion"), most words never.

/** Names as tokens of words: name i owns `tokens[offsets[i] .. offsets[i + 1]]`. */
interface NameTokens {
  offsets: Int32Array;
  tokens: Uint32Array;
}

/** 1 for each token that may end a name, and that a name may hold twice. Shapes (tokens of the model). */
export interface NameRules {
  mayEnd: Uint8Array;
  mayRepeat: Uint8Array;
}

/** Share of the names with a word that end with it, or hold it twice, from which others may too: rarer is a slip. */
const LEAST_SHARE = 0.01;

/** Reads the rules from names whose words are below `tokens`; a word of no name has no rule against it but may not repeat. */
export function nameRules({offsets, tokens: words}: NameTokens, tokens: number): NameRules {
  const [holding, ending, repeating] = [0, 1, 2].map(() => new Int32Array(tokens));
  for (let name = 0; name < offsets.length - 1; name++) {
    const own = words.subarray(offsets[name], offsets[name + 1]);
    for (const word of new Set(own)) {
      holding[word]++;
      if (own.indexOf(word) !== own.lastIndexOf(word)) repeating[word]++;
    }
    if (own.length > 0) ending[own[own.length - 1]]++;
  }
  const isUsual = (counts: Int32Array) =>
    Uint8Array.from(counts, (count, word) => Number(count > holding[word] * LEAST_SHARE));
  const mayEnd = isUsual(ending).map((may, word) => (holding[word] === 0 ? 1 : may));
  return {mayEnd, mayRepeat: isUsual(repeating)};
}
