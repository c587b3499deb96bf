import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {PROMPT_TASKS} from '../../../shared/cells/prompts/prompt-templates.ts';
import {writePrompts} from '../../../shared/cells/prompts/write-prompts.ts';
import {readPromptTemplates} from '../../../shared/formats/cells/prompt-templates.ts';
import {openTextTokenizer} from '../../../shared/models/cells/text-tokenizer.ts';
import {TOY_PROMPT_OPTIONS, toyPromptCells} from '../../cells/toy-prompts.ts';
import {TINY_TOKENIZER} from './tiny-gpt2.ts';

/** A model that transformers saved, which lies beside the repository where outside data are. */
const GPT2 = join(import.meta.dirname, '../../../../shared/data/models/tiny-gpt2-hf');

/** A byte-level vocabulary small enough to merge by hand: bytes a, b, space (written Ġ) and three merges. */
const SMALL = {
  kind: 'text' as const,
  vocab: JSON.stringify({a: 0, b: 1, Ġ: 2, ab: 3, Ġa: 4, Ġab: 5, Ã: 6, '©': 7, '<|endoftext|>': 8}),
  merges: '#version: 0.2\na b\nĠ a\nĠ ab\n',
};

describe('text tokenizer', () => {
  test('merges in the order of merges.txt, bytes where nothing merges', async () => {
    const {encode, decode} = await openTextTokenizer(SMALL);
    expect(encode('ab ab a')).toEqual([3, 5, 4]);
    expect(encode('ba aé')).toEqual([1, 0, 4, 6, 7]);
    expect(decode([1, 0, 4, 6, 7])).toBe('ba aé');
    expect(encode('')).toEqual([]);
    expect(decode([])).toBe('');
  });

  test('round-trips every prompt and response', async () => {
    const {encode, decode} = await openTextTokenizer({kind: 'text', ...TINY_TOKENIZER});
    expect(encode(' the cell')).toHaveLength(2);
    const files = PROMPT_TASKS.map(task =>
      join(import.meta.dirname, `../../../data/prompts/${task}.yaml`),
    );
    const odd = toyPromptCells(30).map((cell, i) => ({
      ...cell,
      type: ['CD4+ T cell', 'naïve  B-cell, γδ', "it's 100 %"][Math.floor(i / 3) % 3],
      genes: ['MT-CO1', 'HLA-DRA', 'RP11-34P13.7', 'C1orf43', ...cell.genes],
    }));
    const rows = writePrompts(odd, await readPromptTemplates(files), TOY_PROMPT_OPTIONS);
    expect(new Set(rows.map(({task}) => task)).size).toBe(PROMPT_TASKS.length);
    for (const {prompt, response} of rows) {
      expect(decode(encode(prompt))).toBe(prompt);
      expect(decode(encode(` ${response}`))).toBe(` ${response}`);
    }
  });

  (existsSync(GPT2) ? test : test.skip)("GPT-2's own files give GPT-2's tokens", async () => {
    const read = (file: string) => readFileSync(join(GPT2, file), 'utf8');
    const {encode} = await openTextTokenizer({
      ...{kind: 'text', vocab: read('vocab.json'), merges: read('merges.txt')},
    });
    // As transformers' GPT2Tokenizer gives them.
    expect(encode('Hello world')).toEqual([15496, 995]);
  });
});
