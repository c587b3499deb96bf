// How likely a model finds a text is the product of its tokens' probabilities, each after all that stands before it.
import {expect, test} from '@jest/globals';
import {openCellModel} from '../../../shared/models/cells/open-cell-model.ts';
import {readGpt2} from '../../../shared/models/cells/read-gpt2.ts';
import {rowsThatFit, writeDescriptions} from '../../../shared/models/cells/write-descriptions.ts';
import {writeTinyGpt2} from './tiny-gpt2.ts';

const stored = await readGpt2(await writeTinyGpt2(), 'fine-tune.gpt2');
const row = (prompt: string, response: string) => ({
  ...{prompt, response},
  ...{promptWords: [], responseWords: []},
});
const ROWS = [row('A cell with CD4.', 'The cell is a T cell.'), row('B', 'γδ'), row('', 'x')];
const OPTIONS = {
  ...{temperature: 0, topK: 0, topP: 1, maxNewTokens: 3, seed: 1},
  engine: 'auto' as const,
};
const quiet = {report: () => {}, onProgress: () => {}};

test('nats are those of one token after the other', async () => {
  const described = await writeDescriptions(stored, ROWS, OPTIONS, quiet);
  const {model, tokens} = await openCellModel(stored, 'auto');
  for (const [i, {nats, tokens: count}] of described.entries()) {
    const response = tokens.response(ROWS[i]);
    expect(count).toBe(response.length);
    let sum = 0;
    for (const [at, token] of response.entries()) {
      const before = Int32Array.from([...tokens.prompt(ROWS[i])!, ...response.subarray(0, at)]);
      sum -= (await model.scoreNext([before]))[token];
    }
    expect(nats).toBeCloseTo(sum, 3);
  }
  model.dispose();
});

test('a prompt and its text fit up to the last position', async () => {
  const {blockSize} = stored.config;
  // One token opens the prompt, one a letter, one the space before the text; the text's last token is only predicted.
  const prompt = 'z'.repeat(blockSize - 2);
  const fitting = await rowsThatFit([row(prompt, 'q'), row(`${prompt}z`, 'q')], stored);
  expect(fitting.map(({prompt}) => prompt.length)).toEqual([blockSize - 2]);
  const [{tokens}] = await writeDescriptions(stored, fitting, OPTIONS, quiet);
  expect(tokens).toBe(2);
});
