// Prompts about a small tissue: two types with marker genes of their own, before and after a treatment.
import type {CellSplit} from '../../shared/cells/draw-cell-split.ts';
import type {PromptTemplates} from '../../shared/cells/prompts/prompt-templates.ts';
import {
  type PromptCell,
  type PromptOptions,
  type PromptRow,
  writePrompts,
} from '../../shared/cells/prompts/write-prompts.ts';
import {createRandom} from '../../shared/stats/random.ts';

export const TOY_PROMPT_TYPES = ['B cell', 'T cell'];

/** Types alternate; the first four genes of a cell are its type's markers in random order, then common genes. */
export function toyPromptCells(count: number, seed = 1): PromptCell[] {
  const random = createRandom(seed);
  return Array.from({length: count}, (_, i): PromptCell => {
    const type = TOY_PROMPT_TYPES[i % 2];
    const markers = [1, 2, 3, 4].map(n => `${type[0]}G${n}`);
    const common = Array.from({length: 8}, (_, n) => `COM${n}`);
    const split: CellSplit = i % 10 < 6 ? 'training' : i % 10 < 8 ? 'validation' : 'test';
    return {
      ...{cellId: `cell-${i}`, split, type, expressed: 20 + i},
      tissue: i % 4 < 2 ? 'blood' : 'spleen',
      condition: i % 3 === 0 ? 'ctrl' : 'stim',
      genes: [...random.shuffle(markers), ...random.shuffle(common)],
    };
  });
}

const wording = (response: string, facts: string) => ({
  response,
  training: [`First: ${facts} Answer:`, `Second: ${facts} Say:`],
  test: [`Unseen: ${facts} Well?`],
});

export const TOY_TEMPLATES: PromptTemplates = new Map([
  ['generate', wording('{sentence}.', '{organism}, {count}.')],
  ['generate-of-type', wording('{sentence}.', '{organism}, {count}, {type}[, {tissue}].')],
  ['predict-type', wording('{type}.', '{organism}, {count}: {sentence}.')],
  ['perturb', wording('{sentence}.', '{organism}, {control} to {condition}: {controlSentence}.')],
  ['tell-tissue', wording('{tissue}.', '{organism}, {cells} cells: {sentences}')],
  ['describe', wording('A {type}[ under {condition}]: {leading}.', '{organism}: {sentence}.')],
]);

export const TOY_PROMPT_OPTIONS: PromptOptions = {
  ...{organism: 'human', topGenes: 8, wordGenes: 10, control: 'ctrl', cellsPerTissue: 3, seed: 1},
};

export function toyPrompts(count: number, change: Partial<PromptOptions> = {}): PromptRow[] {
  return writePrompts(toyPromptCells(count), TOY_TEMPLATES, {...TOY_PROMPT_OPTIONS, ...change});
}
