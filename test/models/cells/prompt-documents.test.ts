import {describe, expect, test} from '@jest/globals';
import type {StoredPromptRow} from '../../../shared/formats/cells/prompt-table.ts';
import {
  repeatDocuments,
  thinPrompts,
  toDocuments,
} from '../../../shared/models/cells/prompt-documents.ts';
import {wordTokens} from '../../../shared/models/cells/prompt-tokens.ts';
import {createRandom} from '../../../shared/stats/random.ts';

const words = ['<end>', '<answer>', '<type:B cell>', 'CD79A', 'MS4A1', 'LYZ'];
const tokens = wordTokens(words);
const row = (
  promptWords: string[],
  responseWords: string[],
  task = 'predict-type',
  type: string | null = null,
) => ({task, promptWords, responseWords, type}) as StoredPromptRow;
const options = {taskWeights: {'predict-type': 20}, evenTypes: 0, blockSize: 8};
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

  describe('of cells of a type', () => {
    const cellsOf = (type: string, gene: string, count: number) =>
      Array.from({length: count}, () => row(['<answer>'], [gene], 'generate-of-type', type));
    const rows = [
      ...cellsOf('B cell', 'CD79A', 16),
      ...cellsOf('platelet', 'PPBP', 4),
      row(['CD79A', '<answer>'], ['<type:B cell>'], 'predict-type', 'B cell'),
    ];
    const known = wordTokens([...words, 'PPBP']);
    const share = (evenTypes: number) => {
      const {documents} = toDocuments(rows, known, {...options, evenTypes});
      const random = createRandom(5);
      const epochs = Array.from({length: 500}, () => repeatDocuments(documents, random));
      const counts = [3, 6].map(
        gene => epochs.flat().filter(({tokens}) => tokens.at(-2) === gene).length / epochs.length,
      );
      return {counts, last: epochs.map(epoch => epoch.at(-1)!.weight)};
    };

    test('come as often as there are such cells', () => {
      const {documents} = toDocuments(rows, known, options);
      const {tokens, promptLength, weight} = documents[0];
      const drawn = repeatDocuments(documents, createRandom(1));
      expect(drawn).toHaveLength(rows.length);
      expect(drawn[0]).toMatchObject({tokens, promptLength, weight});
      expect(share(0).counts).toEqual([16, 4]);
    });

    // Twenty cells: to the power of a half types have 4 and 2 shares, to the power of 0 one each.
    test.each([
      [0.5, [40 / 3, 20 / 3]],
      [1, [10, 10]],
    ])('take turns more evenly: %p', (evenTypes, [common, rare]) => {
      const {counts, last} = share(evenTypes);
      expect(counts[0]).toBeCloseTo(common, 0);
      expect(counts[1]).toBeCloseTo(rare, 0);
      expect(new Set(last)).toEqual(new Set([20]));
    });
  });
});
