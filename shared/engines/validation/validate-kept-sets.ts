// Takes the sets that an engine keeps and the rules by which they vote: copies and checks them.
import type {TokenRows, VoteRule} from '../contract/kept-sets.ts';
import {MAX_VOCABULARY} from './validate.ts';
import {requireOffsets} from './validate-matrices.ts';
import {copyArray, requireInteger} from './validate-numbers.ts';

/** 64 bits do not tell larger powers from the next. */
const MAX_POWER = 1e15;

/** Copies of the sets, their tokens 32 bits wide; throws unless they are rows of tokens below `vocabSize`. */
export function takeTokenRows(
  sets: TokenRows,
  vocabSize: number,
): {offsets: Int32Array; tokens: Int32Array} {
  requireInteger(vocabSize, 'vocabSize', 1, MAX_VOCABULARY);
  const offsets = copyArray(sets.offsets, 'Int32Array', 'offsets');
  const tokens = new Int32Array(
    sets.tokens instanceof Uint16Array
      ? copyArray(sets.tokens, 'Uint16Array', 'tokens')
      : copyArray(sets.tokens, 'Uint32Array', 'tokens'),
  );
  requireOffsets(offsets, tokens.length);
  for (const token of tokens) {
    if (token >= 0 && token < vocabSize) continue;
    throw new RangeError(
      `the sets have token ${token >>> 0}: expected 0 … ${vocabSize - 1} (vocabSize ${vocabSize})`,
    );
  }
  return {offsets, tokens};
}

/** Copies of a rule's numbers; throws unless they fit the sets and the vocabulary. */
export function takeVoteRule(
  {weights, cosine}: VoteRule,
  {setCount, vocabSize}: {setCount: number; vocabSize: number},
): VoteRule {
  const rule = {weights: takeWeights(weights, 'weights', vocabSize)};
  if (!cosine) return rule;
  const {power} = cosine;
  if (!(power > 0 && power <= MAX_POWER)) {
    throw new RangeError(`power is ${power}: expected a number above 0, at most ${MAX_POWER}`);
  }
  return {...rule, cosine: {norms: takeWeights(cosine.norms, 'norms', setCount), power}};
}

function takeWeights(given: Float64Array, name: string, count: number): Float64Array {
  const values = copyArray(given, 'Float64Array', name);
  if (values.length !== count) {
    throw new RangeError(`${name} has ${values.length} entries: expected ${count}`);
  }
  for (let i = 0; i < count; i++) {
    if (values[i] >= 0 && values[i] < Infinity) continue;
    throw new RangeError(`${name}[${i}] is ${values[i]}: expected a number of 0 or more`);
  }
  return values;
}
