import {describe, expect, test} from '@jest/globals';
import type {StoredPromptRow} from '../../../shared/formats/cells/prompt-table.ts';
import {thinPrompts, toDocuments} from '../../../shared/models/cells/prompt-documents.ts';
import {wordTokens} from '../../../shared/models/cells/prompt-tokens.ts';
import {createRandom} from '../../../shared/stats/random.ts';

const words = ['<end>', '<answer>', '<type:B cell>', 'CD79A', 'MS4A1', 'LYZ'];
const tokens = wordTokens(words);
const row = (promptWords: string[], responseWords: string[], task = 'predict-type') =>
  ({task, promptWords, responseWords}) as StoredPromptRow;
const options = {taskWeights: {'predict-type': 20}, blockSize: 8};
const spell = (document: {tokens: Int32Array}) => Array.from(document.tokens, t => words[t]);

describe('documents of prompts', () => {
  test('end after a sentence, and not after an answer of one word', () => {
    const rows = [
      row(['CD79A', 'MS4A1', '<answer>'], ['<type:B cell>']),
      row(['<type:B cell>', '<answer>'], ['CD79A', 'LYZ'], 'generate-of-type'),
    ];
    const {documents} = toDocuments(rows, tokens, options);
    expect(documents.map(spell)).toEqual([
      ['<end>', 'CD79A', 'MS4A1', '<answer>', '<type:B cell>'],
      ['<end>', '<type:B cell>', '<answer>', 'CD79A', 'LYZ', '<end>'],
    ]);
    expect(documents.map(({promptLength, weight}) => [promptLength, weight])).toEqual([
      [4, 20],
      [3, 1],
    ]);
  });

  test('an answer of text ends, whatever its words are', () => {
    const text = {...tokens, kind: 'text' as const};
    const {documents} = toDocuments([row(['CD79A'], ['<type:B cell>'])], text, options);
    expect(documents.map(spell)).toEqual([['<end>', 'CD79A', '<type:B cell>', '<end>']]);
  });

  test('count what has no known words and what is too long', () => {
    const rows = [
      row(['CD79A'], ['<type:unknown>']),
      row([], ['<type:B cell>']),
      row(Array(8).fill('LYZ'), ['CD79A']),
    ];
    expect(toDocuments(rows, tokens, options)).toEqual({documents: [], wordless: 2, tooLong: 1});
  });

  test('thinned keep marks and responses', () => {
    const {documents} = toDocuments(
      [row(['CD79A', 'MS4A1', 'LYZ', '<answer>'], ['CD79A'])],
      tokens,
      options,
    );
    const random = createRandom(3);
    const drawn = Array.from({length: 200}, () => thinPrompts(documents, words, 0.9, random)[0]);
    for (const {tokens, promptLength} of drawn) {
      expect([0, 1, 3, 0]).toEqual([tokens[0], ...tokens.slice(promptLength - 1)]);
    }
    const lengths = new Set(drawn.map(({promptLength}) => promptLength));
    expect([...lengths].sort()).toEqual([2, 3, 4, 5]);
  });
});
