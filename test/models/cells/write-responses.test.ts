// What is done with responses that a model leaves empty.
import {expect, test} from '@jest/globals';
import type {GenerateOptions, GptModel} from '../../../shared/engines/contract/engine.ts';
import {wordTokens} from '../../../shared/models/cells/prompt-tokens.ts';
import {writeResponses} from '../../../shared/models/cells/write-responses.ts';

const tokens = wordTokens(['<end>', '<answer>', 'TP53', 'CD4']);
const options = {temperature: 1, topK: 0, topP: 1, maxNewTokens: 9, seed: 4};
const prompts = [Int32Array.of(0, 1), Int32Array.of(0, 1), Int32Array.of(0, 1)];

/** A model that writes CD4 by its seed, and nothing for the first `empty` draws of prompt 1. */
function fakeModel(empty: number) {
  const asked: {prompts: number; seeds: number[]}[] = [];
  const model = {
    async generate(batch: Int32Array[], {seeds}: GenerateOptions) {
      asked.push({prompts: batch.length, seeds: [...seeds]});
      return batch.map((_, i) =>
        (batch.length === 1 || i === 1) && asked.length <= empty
          ? new Int32Array(0)
          : Int32Array.of(3),
      );
    },
  } as unknown as GptModel;
  return {model, asked};
}

test('an empty response is drawn again, with a seed of its own and without the others', async () => {
  const {model, asked} = fakeModel(2);
  const written = await writeResponses({model, tokens}, prompts, options);
  expect(written.map(response => tokens.genes(response))).toEqual([['CD4'], ['CD4'], ['CD4']]);
  expect(asked.map(({prompts}) => prompts)).toEqual([3, 1, 1]);
  expect(new Set(asked.flatMap(({seeds}) => seeds)).size).toBe(5);
});

test('but not for ever, and not where every draw is the same', async () => {
  const stubborn = fakeModel(99);
  const written = await writeResponses({...stubborn, tokens}, prompts, options);
  expect(written[1]).toHaveLength(0);
  expect(stubborn.asked).toHaveLength(5);
  const greedy = fakeModel(99);
  await writeResponses({...greedy, tokens}, prompts, {...options, temperature: 0});
  expect(greedy.asked).toHaveLength(1);
});
