// The training sets behind a suggestion: those that hold the gene and are most like the genes given.
import type {Support} from '../../../run/geneglot.mjs';
import type {TokenShard} from '../../genes/tokens/token-shard.ts';
import type {Title} from './name-index.ts';

interface Holder {
  row: number;
  shared: number;
  similarity: number;
}

/**
 * For each of the suggested tokens the `count` training sets most like the given tokens that hold it, best first,
 * earlier sets first among equals. Sets that share no given gene support nothing.
 */
export function findSupport(
  training: TokenShard,
  given: Int32Array,
  suggested: Int32Array,
  count: number,
): {row: number; shared: number; similarity: number}[][] {
  const places = new Map(Array.from(suggested, (token, place) => [token, place]));
  const found: Holder[][] = Array.from(suggested, () => []);
  if (count === 0) return found;
  const isGiven = markTokens(given);
  const {tokens, offsets} = training;
  for (let row = 0; row < offsets.length - 1; row++) {
    let shared = 0;
    for (let i = offsets[row]; i < offsets[row + 1]; i++) shared += isGiven[tokens[i]] ?? 0;
    if (shared === 0) continue;
    const similarity = shared / Math.sqrt(given.length * (offsets[row + 1] - offsets[row]));
    for (let i = offsets[row]; i < offsets[row + 1]; i++) {
      const place = places.get(tokens[i]);
      if (place !== undefined) insert(found[place], {row, shared, similarity}, count);
    }
  }
  return found;
}

/** The sets with their names and libraries; `row` is that in `training`. */
export function nameSupport(
  holders: readonly Holder[],
  {setIds, offsets}: TokenShard,
  titleOf: (setId: number) => Title,
): Support[] {
  return holders.map(({row, shared, similarity}) => ({
    ...titleOf(setIds[row]),
    ...{similarity, shared, size: offsets[row + 1] - offsets[row]},
  }));
}

function markTokens(tokens: Int32Array): Uint8Array {
  const marks = new Uint8Array(tokens.reduce((a, b) => Math.max(a, b), 0) + 1);
  for (const token of tokens) marks[token] = 1;
  return marks;
}

/** Keeps the best `count` in order. */
function insert(best: Holder[], holder: Holder, count: number): void {
  if (best.length === count && best[count - 1].similarity >= holder.similarity) return;
  const place = best.findIndex(({similarity}) => similarity < holder.similarity);
  best.splice(place < 0 ? best.length : place, 0, holder);
  if (best.length > count) best.pop();
}
