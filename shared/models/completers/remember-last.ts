// Ranks, probabilities and chances of one batch are asked one after the other: its prompts are scored once.

/**
 * `score`, which answers the array of prompts that it was last given without computing anew. Callers share the answer
 * and leave it as it is.
 */
export function rememberLast<T>(
  score: (prompts: Int32Array[]) => Promise<T>,
): (prompts: Int32Array[]) => Promise<T> {
  let last: {prompts: Int32Array[]; answer: Promise<T>} | undefined;
  return prompts => {
    if (last?.prompts !== prompts) last = {prompts, answer: score(prompts)};
    return last.answer;
  };
}
