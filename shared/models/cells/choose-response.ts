// The likeliest of given responses, exactly: best-first search over their common beginnings. The likelihood of a
// response only falls with each token, so a whole response at the front of the queue beats whatever is still open.
import type {GptModel} from '../../engines/contract/engine.ts';
import {batchesOf} from '../../stats/batches-of.ts';

/** Prompts scored at once; (64, V) log-probabilities of GPT-2's vocabulary take 13 MB. */
const BATCH = 64;

/** What of a model is needed. */
export type NextScorer = Pick<GptModel, 'scoreNext' | 'config'>;

interface Beginning {
  length: number;
  /** Responses that begin so. */
  candidates: number[];
  logProbability: number;
}

/** For each prompt the place of the likeliest candidate; no candidate may begin another. */
export async function chooseResponses(
  model: NextScorer,
  prompts: readonly Int32Array[],
  candidates: readonly Int32Array[],
  onProgress?: (done: number) => void,
): Promise<Int32Array> {
  const chosen: number[] = [];
  for (const part of batchesOf(prompts, BATCH)) {
    chosen.push(...(await chooseTogether(model, part, candidates)));
    onProgress?.(chosen.length);
  }
  return Int32Array.from(chosen);
}

async function chooseTogether(
  model: NextScorer,
  prompts: readonly Int32Array[],
  candidates: readonly Int32Array[],
): Promise<number[]> {
  const all: Beginning = {length: 0, candidates: [...candidates.keys()], logProbability: 0};
  const queues = prompts.map(() => [all]);
  const V = model.config.vocabSize;
  for (;;) {
    const open = queues.flatMap((queue, i) => (isWhole(queue[0], candidates) ? [] : [i]));
    if (open.length === 0) return queues.map(([best]) => best.candidates[0]);
    const contexts = open.map(i => withBeginning(prompts[i], queues[i][0], candidates));
    const scores = await model.scoreNext(contexts);
    open.forEach((i, row) => {
      const [front, ...rest] = queues[i];
      const next = extend(front, candidates, scores.subarray(row * V, (row + 1) * V));
      queues[i] = [...rest, ...next].sort((a, b) => b.logProbability - a.logProbability);
    });
  }
}

function isWhole({length, candidates: [first]}: Beginning, candidates: readonly Int32Array[]) {
  return length === candidates[first].length;
}

function withBeginning(
  prompt: Int32Array,
  {length, candidates: [first]}: Beginning,
  candidates: readonly Int32Array[],
): Int32Array {
  return Int32Array.from([...prompt, ...candidates[first].subarray(0, length)]);
}

/** The beginnings that are one token longer. */
function extend(
  {length, candidates: own, logProbability}: Beginning,
  candidates: readonly Int32Array[],
  logProbabilities: Float32Array,
): Beginning[] {
  const byToken = new Map<number, number[]>();
  for (const candidate of own) {
    const token = candidates[candidate][length];
    byToken.set(token, [...(byToken.get(token) ?? []), candidate]);
  }
  return Array.from(byToken, ([token, group]) => ({
    length: length + 1,
    candidates: group,
    logProbability: logProbability + logProbabilities[token],
  }));
}
