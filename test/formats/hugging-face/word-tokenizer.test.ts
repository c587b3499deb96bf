// The tokenizer of words, read by Hugging Face's own reader of tokenizer.json in JavaScript.
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {Tokenizer} from '@huggingface/tokenizers';
import {describe, expect, test} from '@jest/globals';
import {writeWordTokenizer} from '../../../shared/formats/hugging-face/word-tokenizer.ts';
import {createRandom} from '../../../shared/stats/random.ts';
import {scratchFolder} from '../scratch-folder.ts';

const pathOf = scratchFolder();

const WORDS = [
  ...['<end>', '<answer>', '<type:B cells>', '<type:B cells, CD4+>', '<type:B>'],
  ...[
    'TP53',
    'tp53',
    'HLA-A',
    'HLA-DRA',
    'HLA',
    'RP11-34P13.7',
    'IGH@',
    'C1orf43',
    '1-Mar',
    'naïve',
  ],
  ...[
    'A',
    'B',
    'A B',
    'a.',
    '.',
    "n't",
    '##x',
    '[CLS]',
    '<unk>',
    '<|endoftext|>',
    'µ',
    '__proto__',
    '7',
    '10',
  ],
];

async function open(words: readonly string[], endToken = 0) {
  const folder = pathOf('.');
  await writeWordTokenizer(folder, {words, endToken, blockSize: 16});
  const read = async (file: string) => JSON.parse(await readFile(join(folder, file), 'utf8'));
  return new Tokenizer(await read('tokenizer.json'), await read('tokenizer_config.json'));
}

describe('the tokenizer of words', () => {
  test('gives every word its own token, and the word back', async () => {
    const tokenizer = await open(WORDS);
    for (const [token, word] of WORDS.entries()) {
      expect(tokenizer.encode(word).ids).toEqual([0, token]);
      expect(tokenizer.decode([token], {skip_special_tokens: false})).toBe(word);
    }
  });

  test('parts a text at white space and at words with spaces, and drops no mark when it decodes', async () => {
    const tokenizer = await open(WORDS);
    const tokens = [4, 5, 2, 7, 3, 6, 1].map(i => WORDS[i]);
    const {ids} = tokenizer.encode(tokens.join('  '));
    expect(ids).toEqual([0, 4, 5, 2, 7, 3, 6, 1]);
    expect(tokenizer.decode(ids, {skip_special_tokens: true})).toBe(tokens.join(' '));
  });

  test('does so for random words in random order', async () => {
    const random = createRandom(7);
    const letters = [...'abcXYZ019-._@+/:()[]{}#"\\é中'];
    const word = () =>
      Array.from({length: 1 + random.int(6)}, () => letters[random.int(letters.length)]).join('');
    for (let round = 0; round < 20; round++) {
      const genes = new Set(Array.from({length: 30}, word));
      const marks = Array.from({length: 5}, (_, i) => `<type:${word()} ${word()} ${i}>`);
      const words = ['<end>', ...marks, ...genes];
      const tokenizer = await open(words);
      const ids = Array.from({length: 12}, () => 1 + random.int(words.length - 1));
      const text = ids.map(id => words[id]).join(' ');
      expect(tokenizer.encode(text).ids).toEqual([0, ...ids]);
      expect(tokenizer.decode(ids, {skip_special_tokens: true})).toBe(text);
    }
  });
});
