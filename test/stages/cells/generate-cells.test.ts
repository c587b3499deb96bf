import {beforeAll, describe, expect, test} from '@jest/globals';
import generateCells from '../../../stages/cells/generate-cells.ts';
import {writeTinyGpt2} from '../../models/cells/tiny-gpt2.ts';
import {runStage, type StageRun} from '../run-stage.ts';
import {fineTuneToys, TOY_ROWS} from '../toy-cell-model.ts';

const tinyGpt2 = await writeTinyGpt2();

type Row = {method: string; type: string; words: string[]};

describe('generate-cells', () => {
  let tuned: StageRun;
  const generate = async (params: Record<string, unknown> = {}): Promise<Row[]> => {
    const inputs = {model: await tuned.read('model'), prompts: TOY_ROWS};
    const run = await runStage(generateCells, {inputs, params: {cellsPerType: 12, ...params}});
    return run.read('generated');
  };
  beforeAll(async () => {
    tuned = await fineTuneToys({params: {maxSteps: 300}});
  });

  test('writes as many cells of each type as asked, genes alone and none twice', async () => {
    const rows = await generate({method: 'toy'});
    expect(rows.map(({type}) => type)).toEqual([
      ...Array(12).fill('B cell'),
      ...Array(12).fill('T cell'),
    ]);
    for (const {words} of rows) {
      expect(words.join(' ')).not.toMatch(/</);
      expect(new Set(words).size).toBe(words.length);
    }
  });

  test('most leading genes are markers of the type asked for', async () => {
    const rows = await generate({temperature: 0.5});
    const own = rows.filter(({type, words}) => words[0]?.startsWith(`${type[0]}G`)).length;
    expect(own).toBeGreaterThan(0.8 * rows.length);
  });

  test('each cell has a seed of its own: fewer cells, the same cells; another seed, others', async () => {
    const rows = await generate();
    const fewer = await generate({cellsPerType: 5});
    expect(fewer.slice(0, 5)).toEqual(rows.slice(0, 5));
    expect(await generate()).toEqual(rows);
    expect(await generate({seed: 2})).not.toEqual(rows);
    expect(new Set(rows.map(({words}) => words.join())).size).toBeGreaterThan(12);
  });
});

test('a GPT-2 writes words of text, which may repeat', async () => {
  const tuned = await fineTuneToys({
    inputs: {gpt2: tinyGpt2},
    params: {start: 'gpt2', maxSteps: 1},
  });
  const inputs = {model: await tuned.read('model'), prompts: TOY_ROWS};
  const run = await runStage(generateCells, {
    inputs,
    params: {cellsPerType: 3, maxNewTokens: 30, topK: 2},
  });
  const rows: Row[] = await run.read('generated');
  expect(rows.length).toBe(6);
  const words = rows.flatMap(row => row.words);
  for (const word of words) expect(word).toMatch(/^\S+$/);
});
