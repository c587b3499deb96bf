// Prompts about cells and the responses they ask for, as text and as words of a gene-level vocabulary.
import {type RowOf, recordTable} from '../record-table.ts';

const COLUMNS = {
  split: 'string',
  task: 'string',
  wording: 'int32',
  unseenWording: 'boolean',
  cellIds: 'string[]',
  type: 'string?',
  prompt: 'string',
  response: 'string',
  promptWords: 'string[]',
  responseWords: 'string[]',
} as const;

/**
 * One row a prompt: `split` of its cells, `task`, which `wording` of the task, whether training never sees it
 * (`unseenWording`), its cells (of a perturbation: before, after), their `type`, and the same twice: as text, and as
 * words of which each is one token (genes, and marks such as `<type:B cell>`; none where a task is text alone).
 */
export const promptTable = recordTable('prompt-table', 1, COLUMNS);

export type StoredPromptRow = RowOf<typeof COLUMNS>;
