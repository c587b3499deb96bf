import {expect, test} from '@jest/globals';
import {gptCompleter} from '../../../shared/models/completers/gpt-completer.ts';
import {numberedTensors} from '../../formats/numbered-tensors.ts';

const config = {
  ...{vocabSize: 9, blockSize: 8, nLayer: 1, nHead: 1, nEmbd: 4, bias: true, positions: false},
  ...{dropout: 0, tiedHead: true, activation: 'gelu' as const},
};
const prompts = [Int32Array.of(3, 1), Int32Array.of(2)];

test('ranks all but the prompt and the end; probabilities are the softmax of the ranking', async () => {
  const completer = await gptCompleter(
    {kind: 'gpt', config, tensors: numberedTensors(config)},
    'auto',
  );
  expect(completer.description).toMatch(/^engine: /);
  const rows = await completer.rank(prompts);
  const shares = await completer.probabilities!(prompts);
  for (const [i, prompt] of prompts.entries()) {
    const out = [0, ...prompt];
    expect(out.map(token => rows[i][token])).toEqual(out.map(() => Number.NEGATIVE_INFINITY));
    expect(out.map(token => shares[i][token])).toEqual(out.map(() => 0));
    expect(shares[i].reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 6);
    expect(Math.log(shares[i][8] / shares[i][7])).toBeCloseTo(rows[i][8] - rows[i][7], 5);
  }
  // A set's genes have no order.
  const [turned] = await completer.rank([Int32Array.of(1, 3)]);
  expect(turned.length).toBe(9);
  completer.dispose();
});

test('samples distinct genes that are not shown, the same from the same seed', async () => {
  const completer = await gptCompleter(
    {kind: 'gpt', config, tensors: numberedTensors(config)},
    'auto',
  );
  const options = {
    ...{temperature: 1, topK: 0, topP: 1, seed: 5},
    ...{maxNewGenes: Int32Array.of(4, 2), endsSets: true},
  };
  const sets = prompts.map((promptGenes, setId) => ({setId, promptGenes}));
  const genes = await completer.generate!(sets, options);
  for (const [i, {promptGenes}] of sets.entries()) {
    expect(genes[i].length).toBeLessThanOrEqual(options.maxNewGenes[i]);
    expect(new Set([0, ...promptGenes, ...genes[i]]).size).toBe(
      1 + promptGenes.length + genes[i].length,
    );
  }
  expect(await completer.generate!(sets, options)).toEqual(genes);
  completer.dispose();
});

test('a model that was trained to write names alone reads none', async () => {
  const tensors = numberedTensors(config);
  const stored = {kind: 'gpt', config, tensors, geneTokens: 6} as const;
  const writer = await gptCompleter({...stored, wordUse: 'written'}, 'auto');
  const reader = await gptCompleter({...stored, wordUse: 'read'}, 'auto');
  expect([writer.probabilitiesAbout, typeof reader.probabilitiesAbout]).toEqual([
    undefined,
    'function',
  ]);
  for (const completer of [writer, reader]) completer.dispose();
});

test('of a model that knows words, genes alone are ranked and written, as many as wanted', async () => {
  const completer = await gptCompleter(
    {kind: 'gpt', config, tensors: numberedTensors(config), geneTokens: 6},
    'auto',
  );
  expect(completer.vocabSize).toBe(6);
  const [row] = await completer.rank([Int32Array.of(2)]);
  expect(row).toHaveLength(6);
  const sets = [{setId: 1, promptGenes: Int32Array.of(2)}];
  const options = {...{temperature: 0, topK: 0, topP: 1, seed: 5}, endsSets: false};
  const about = (words: number[]) =>
    completer.probabilitiesAbout!([Int32Array.of(2), Int32Array.of()], words);
  const [one, other] = [await about([7]), await about([8, 7])];
  expect(one[0]).not.toEqual(other[0]);
  for (const row of [...one, ...other]) {
    expect(row).toHaveLength(6);
    expect(row.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 6);
  }
  expect([one[0][0], one[0][2], one[1][0]]).toEqual([0, 0, 0]);
  const [all] = await completer.generate!(sets, {...options, maxNewGenes: Int32Array.of(4)});
  expect(Array.from(all).sort()).toEqual([1, 3, 4, 5]);
  completer.dispose();
});
