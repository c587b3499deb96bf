// Lets a model write: sampled responses, each from a seed of its own, so that none depends on the others.
import {createRandom} from '../../stats/random.ts';
import type {OpenedCellModel} from './open-cell-model.ts';

export interface WritingOptions {
  temperature: number;
  topK: number;
  topP: number;
  maxNewTokens: number;
  seed: number;
}

/** Draws of a response before it is left empty. */
const MOST_DRAWS = 5;

/**
 * New tokens after each prompt, without the end token; words of genes come once each and no mark among them. An empty
 * response is no answer: it is drawn again, which leaves the others as likely as they were among themselves.
 */
export async function writeResponses(
  {model, tokens}: Pick<OpenedCellModel, 'model' | 'tokens'>,
  prompts: Int32Array[],
  {maxNewTokens, seed, ...sampling}: WritingOptions,
  onProgress?: (done: number) => void,
): Promise<Int32Array[]> {
  const draw = (places: readonly number[], turn: number) =>
    model.generate(
      places.map(i => prompts[i]),
      {
        ...sampling,
        maxNewTokens: new Int32Array(places.length).fill(maxNewTokens),
        endToken: tokens.endToken,
        seeds: Uint32Array.from(places, i => seedOf(seed, i, turn)),
        mayRepeat: tokens.kind === 'text',
        forbiddenTokens: tokens.marks().filter(token => token !== tokens.endToken),
        ...(onProgress && turn === 0 && {onProgress}),
      },
    );
  const written = await draw([...prompts.keys()], 0);
  for (let turn = 1; turn < MOST_DRAWS && sampling.temperature > 0; turn++) {
    const empty = [...written.keys()].filter(i => written[i].length === 0);
    if (empty.length === 0) break;
    const again = await draw(empty, turn);
    empty.forEach((i, k) => {
      written[i] = again[k];
    });
  }
  return written;
}

function seedOf(seed: number, prompt: number, turn: number): number {
  const random = turn === 0 ? createRandom(seed, prompt) : createRandom(seed, prompt, turn);
  return random.int(2 ** 32);
}
