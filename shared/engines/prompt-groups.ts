// Splits prompts into groups that decode side by side, so that the key–value cache stays small.
import type {GptConfig} from './contract/engine.ts';

/** Prompts of a group: enough that the head's product runs at full speed. */
const MAX_PROMPTS = 64;
/** Bytes of keys and values, logits and marks of one group. */
const MAX_BYTES = 256 * 2 ** 20;

export interface PromptGroup {
  first: number;
  end: number;
}

/**
 * New tokens each prompt may get: what is asked for, but no more than there are tokens (a set has no duplicates)
 * and, with position embeddings, no more than there are positions to put them in.
 */
export function newTokenCaps(
  prompts: Int32Array[],
  maxNewTokens: Int32Array,
  {vocabSize, blockSize, positions}: GptConfig,
): Int32Array {
  return maxNewTokens.map((cap, i) => {
    // The last token generated is never fed back, so it needs no position.
    const places = positions ? blockSize - prompts[i].length + 1 : vocabSize;
    return Math.min(cap, vocabSize, places);
  });
}

/** Consecutive groups that cover all prompts; a single prompt may exceed the limit. */
export function groupPrompts(
  prompts: Int32Array[],
  caps: Int32Array,
  {nLayer, nEmbd, vocabSize}: GptConfig,
): PromptGroup[] {
  const bytesPerPosition = 8 * nLayer * nEmbd;
  // Logits and candidate order of 4 bytes, a mark of 1.
  const bytesPerPrompt = 9 * vocabSize;
  const groups: PromptGroup[] = [];
  let bytes = 0;
  prompts.forEach((prompt, i) => {
    const own = bytesPerPrompt + (prompt.length + caps[i]) * bytesPerPosition;
    const group = groups.at(-1);
    if (!group || group.end - group.first === MAX_PROMPTS || bytes + own > MAX_BYTES) {
      groups.push({first: i, end: i + 1});
      bytes = own;
    } else {
      group.end = i + 1;
      bytes += own;
    }
  });
  return groups;
}
