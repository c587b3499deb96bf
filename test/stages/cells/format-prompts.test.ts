import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import type {PromptRow} from '../../../shared/cells/prompts/write-prompts.ts';
import formatPrompts from '../../../stages/cells/format-prompts.ts';
import {toyPromptCells} from '../../cells/toy-prompts.ts';
import {runStage} from '../run-stage.ts';

const TASKS = [
  'generate',
  'generate-of-type',
  'predict-type',
  'perturb',
  'tell-tissue',
  'describe',
];
const templates = TASKS.map(task =>
  join(import.meta.dirname, `../../../data/prompts/${task}.yaml`),
);
const cells = toyPromptCells(60);
const symbols = [...new Set(cells.flatMap(({genes}) => genes))].sort();
const lists = cells.map(({genes}) => genes.map(gene => symbols.indexOf(gene)));
const inputs = {
  sentences: {
    symbols,
    async *batches() {
      const offsets = Int32Array.from({length: 61}, (_, i) => 12 * i);
      yield {firstCell: 0, offsets, genes: Uint16Array.from(lists.flat())};
    },
  },
  cells: cells.map(({cellId, type, tissue, condition, expressed}, cell) => ({
    ...{cell, cellId, tissue, condition, label: type, genes: expressed},
    ...{donor: null, sample: null, totalCounts: null, mitochondrialShare: 0},
  })),
  split: cells.map(({split}, cell) => ({cell, split, group: null})),
  templates,
};

describe('format-prompts', () => {
  test("asks every task in the house's own wordings", async () => {
    const run = await runStage(formatPrompts, {inputs, params: {topGenes: 5}});
    const rows: PromptRow[] = await run.read('prompts');
    expect([...new Set(rows.map(({task}) => task))]).toEqual(TASKS);
    for (const {prompt, response} of rows) {
      expect(`${prompt} ${response}`).not.toMatch(/[{}[\]]|null|undefined/);
      expect(prompt).toMatch(/human/);
      expect(response).toMatch(/\.$/);
    }
    const shown = rows.find(({task}) => task === 'predict-type')!;
    expect(shown.prompt).toContain(cells[0].genes.slice(0, 5).join(' '));
    expect(shown.prompt).not.toContain(cells[0].genes[5]);
    expect(rows.filter(({task}) => task === 'perturb').length).toBeGreaterThan(20);
  });

  test('test wordings are none of training', async () => {
    const run = await runStage(formatPrompts, {inputs});
    const rows: PromptRow[] = await run.read('prompts');
    const wordings = (unseen: boolean) =>
      new Set(rows.filter(r => r.unseenWording === unseen).map(r => `${r.task} ${r.wording}`));
    for (const wording of wordings(true)) expect(wordings(false).has(wording)).toBe(false);
  });

  test('refuses a split of other cells', async () => {
    const wrong = {...inputs, split: inputs.split.slice(0, -1)};
    await expect(runStage(formatPrompts, {inputs: wrong})).rejects.toThrow(
      'the split has 59 cells, the table 60',
    );
  });
});
