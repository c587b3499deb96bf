import {describe, expect, test} from '@jest/globals';
import {
  type PromptDocument,
  packPrompts,
  toPromptBatch,
} from '../../../shared/models/gpt/pack-prompts.ts';
import {createRandom} from '../../../shared/stats/random.ts';

const document = (tokens: number[], promptLength: number, weight = 1): PromptDocument => ({
  ...{tokens: Int32Array.from(tokens), promptLength, weight},
});

describe('packing of prompts', () => {
  test('the loss is on the response and its end alone, padding stands alone', () => {
    const batch = toPromptBatch([document([0, 7, 8, 9, 0], 2, 3), document([0, 5, 0], 1)]);
    expect([batch.B, batch.T]).toEqual([2, 4]);
    expect([...batch.tokens]).toEqual([0, 7, 8, 9, 0, 5, 0, 0]);
    expect([...batch.targets]).toEqual([-1, 8, 9, 0, 5, 0, -1, -1]);
    expect([...batch.weights!]).toEqual([0, 3, 3, 3, 1, 1, 0, 0]);
    expect([...batch.documentStart]).toEqual([0, 0, 0, 0, 0, 0, 2, 3]);
  });

  test('an epoch holds every document once, rows of a batch of like length', () => {
    const random = createRandom(3);
    const documents = Array.from({length: 101}, (_, i) =>
      document([i + 1, ...new Array(1 + random.int(40)).fill(0)], 1),
    );
    const batches = [...packPrompts(documents, 4, createRandom(1))];
    const firsts = batches.flatMap(({B, T, tokens}) =>
      Array.from({length: B}, (_, b) => tokens[b * T]),
    );
    expect(firsts.toSorted((a, b) => a - b)).toEqual(documents.map(({tokens}) => tokens[0]));
    const padded = batches.reduce((sum, {B, T}) => sum + B * T, 0);
    const needed = documents.reduce((sum, {tokens}) => sum + tokens.length - 1, 0);
    expect(padded).toBeLessThan(1.25 * needed);
    expect([...packPrompts(documents, 4, createRandom(1))]).toEqual(batches);
    expect([...packPrompts(documents, 4, createRandom(2))]).not.toEqual(batches);
  });
});
