import {describe, expect, test} from '@jest/globals';
import {fillTemplate} from '../../../shared/cells/prompts/prompt-templates.ts';
import {listWords} from '../../../shared/cells/prompts/prompt-words.ts';
import {writePrompts} from '../../../shared/cells/prompts/write-prompts.ts';
import {TOY_PROMPT_OPTIONS, TOY_TEMPLATES, toyPromptCells, toyPrompts} from '../toy-prompts.ts';

describe('templates', () => {
  test('names become facts, and a bracket with an unknown one falls away', () => {
    const template = '{type}[ of {tissue}][ at {age}].';
    expect(fillTemplate(template, {type: 'B', tissue: 'gut', age: null})).toBe('B of gut.');
  });

  test('an unknown name outside brackets is refused with what to do', () => {
    expect(() => fillTemplate('{type} {age}', {type: 'B'})).toThrow(
      'found {age}, which this task does not know; expected one of type. Put the part in [square brackets]',
    );
  });
});

describe('prompts', () => {
  const cells = toyPromptCells(60);
  const rows = toyPrompts(60);

  test('hold the number of genes, the organism and the sentence; responses end in a full stop', () => {
    const {genes, cellId} = cells[0];
    const own = rows.find(({task, cellIds}) => task === 'predict-type' && cellIds[0] === cellId)!;
    expect(own.prompt).toContain(`human, 8: ${genes.slice(0, 8).join(' ')}.`);
    expect(own.response).toBe('B cell.');
    expect(own.promptWords).toEqual([
      ...['<task:predict-type>', '<organism:human>', '<tissue:blood>'],
      ...genes.slice(0, 10),
      '<answer>',
    ]);
    expect(own.responseWords).toEqual(['<type:B cell>']);
    for (const {response} of rows) expect(response).toMatch(/[^.]\.$/);
  });

  test('test cells are asked in known and in unseen wordings, all others in known ones', () => {
    for (const {split, unseenWording, prompt} of rows) {
      expect(prompt.startsWith('Unseen')).toBe(unseenWording);
      if (unseenWording) expect(split).toBe('test');
    }
    const test = rows.filter(({split}) => split === 'test');
    expect(test.filter(({unseenWording}) => unseenWording).length).toBe(test.length / 2);
    const starts = new Set(rows.map(({prompt}) => prompt.split(':')[0]));
    expect([...starts].sort()).toEqual(['First', 'Second', 'Unseen']);
  });

  test('a perturbed cell follows a control cell of its type and split', () => {
    const byId = new Map(cells.map(cell => [cell.cellId, cell]));
    const own = rows.filter(({task}) => task === 'perturb');
    expect(own.length).toBeGreaterThan(30);
    for (const row of own) {
      const [before, after] = row.cellIds.map(id => byId.get(id)!);
      expect([before.condition, after.condition]).toEqual(['ctrl', 'stim']);
      expect([before.type, before.split]).toEqual([after.type, after.split]);
      expect(row.prompt).toContain(before.genes.slice(0, 8).join(' '));
      expect(row.response).toBe(`${after.genes.slice(0, 8).join(' ')}.`);
    }
  });

  test('cells of one prompt come from one tissue and split, each cell once', () => {
    const byId = new Map(cells.map(cell => [cell.cellId, cell]));
    const own = rows.filter(({task, unseenWording}) => task === 'tell-tissue' && !unseenWording);
    for (const {cellIds, response, split} of own) {
      const drawn = cellIds.map(id => byId.get(id)!);
      expect(drawn.map(({tissue}) => `${tissue}.`)).toEqual([response, response, response]);
      expect(new Set(drawn.map(cell => cell.split))).toEqual(new Set([split]));
    }
    const all = own.flatMap(({cellIds}) => cellIds);
    expect(new Set(all).size).toBe(all.length);
  });

  test('what is unknown is not asked: no types, no tissues, one condition', () => {
    const bare = cells.map(cell => ({...cell, type: null, tissue: null, condition: 'ctrl'}));
    const templates = new Map([...TOY_TEMPLATES].filter(([task]) => task !== 'describe'));
    const asked = writePrompts(bare, templates, TOY_PROMPT_OPTIONS).map(({task}) => task);
    expect(new Set(asked)).toEqual(new Set(['generate']));
  });

  test('the seed decides wordings and partners, and nothing else', () => {
    expect(toyPrompts(60)).toEqual(rows);
    const others = toyPrompts(60, {seed: 2});
    expect(others).not.toEqual(rows);
    expect(others.map(({cellIds}) => cellIds.at(-1))[0]).toBe(rows[0].cellIds.at(-1));
  });

  test('words are listed with the end first, marks before genes', () => {
    expect(
      listWords([
        ['B', '<x>'],
        ['A', 'B'],
      ]),
    ).toEqual(['<end>', '<x>', 'A', 'B']);
  });
});
