import {describe, expect, test} from '@jest/globals';
import {chooseResponses} from '../../../shared/models/cells/choose-response.ts';
import {createRandom} from '../../../shared/stats/random.ts';

const V = 6;
/** Responses that share beginnings; token 0 ends them. */
const CANDIDATES = [
  [1, 0],
  [1, 2, 0],
  [1, 2, 3, 0],
  [4, 0],
  [5, 5, 5, 5, 0],
].map(tokens => Int32Array.from(tokens));

/** A model whose next token depends on all tokens before it, at random. */
function randomModel() {
  let asked = 0;
  const row = (prompt: Int32Array) => {
    const random = createRandom(7, ...prompt);
    const raw = Array.from({length: V}, () => 4 * random.next());
    const sum = Math.log(raw.reduce((total, value) => total + Math.exp(value), 0));
    return raw.map(value => value - sum);
  };
  return {
    config: {vocabSize: V} as never,
    asked: () => asked,
    row,
    scoreNext: async (prompts: Int32Array[]) => {
      asked += prompts.length;
      return Float32Array.from(prompts.flatMap(row));
    },
  };
}

describe('choice of a response', () => {
  test('is the likeliest of all, as by scoring each whole', async () => {
    const model = randomModel();
    const prompts = Array.from({length: 150}, (_, i) => Int32Array.of(i % 6, i));
    const chosen = await chooseResponses(model, prompts, CANDIDATES);
    const whole = (prompt: Int32Array, response: Int32Array) =>
      response.reduce((sum, token, i) => {
        const before = Int32Array.from([...prompt, ...response.subarray(0, i)]);
        return sum + model.row(before)[token];
      }, 0);
    const best = prompts.map(prompt => {
      const scores = CANDIDATES.map(response => whole(prompt, response));
      return scores.indexOf(Math.max(...scores));
    });
    expect([...chosen]).toEqual(best);
    expect(new Set(best).size).toBeGreaterThan(2);
    // Asking for all beginnings would be nine questions a prompt.
    expect(model.asked()).toBeLessThan(6 * prompts.length);
  });
});
