import {readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {PROMPT_TASKS} from '../../../shared/cells/prompts/prompt-templates.ts';
import {writePrompts} from '../../../shared/cells/prompts/write-prompts.ts';
import {readPromptTemplates} from '../../../shared/formats/cells/prompt-templates.ts';
import {openTextTokenizer} from '../../../shared/models/cells/text-tokenizer.ts';
import {TOY_PROMPT_OPTIONS, toyPromptCells} from '../../cells/toy-prompts.ts';
import {TINY_GPT2} from '../../stages/toy-cell-model.ts';

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
  });

  const withGpt2 = TINY_GPT2.length > 0 ? test : test.skip;
  withGpt2(
    "GPT-2's tokenizer gives GPT-2's tokens and round-trips every prompt and response",
    async () => {
      const read = (file: string) => readFileSync(join(dirname(TINY_GPT2[0]), file), 'utf8');
      const {encode, decode} = await openTextTokenizer({
        ...{kind: 'text', vocab: read('vocab.json'), merges: read('merges.txt')},
      });
      // As transformers' GPT2Tokenizer gives them.
      expect(encode('Hello world')).toEqual([15496, 995]);
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
    },
  );
});
