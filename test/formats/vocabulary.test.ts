import {describe, expect, test} from '@jest/globals';
import {vocabulary} from '../../shared/formats/vocabulary.ts';
import {scratchFolder} from './scratch-folder.ts';

const file = scratchFolder();

describe('vocabulary', () => {
  const small = {
    symbols: ['<end>', 'TP53', 'MALAT1'],
    geneSets: Int32Array.of(9, 8, 2),
    proteinCoding: Uint8Array.of(0, 1, 0),
  };

  test('reads back tokens, frequencies and kinds', async () => {
    await vocabulary.write(file('v.parquet'), small);
    expect(await vocabulary.read(file('v.parquet'))).toEqual(small);
    expect((await vocabulary.summarize(file('v.parquet'))).counts).toEqual({tokens: 3});
  });

  test('refuses a missing end token and a symbol with two tokens', async () => {
    const headless = {...small, symbols: ['TP53', 'A', 'B']};
    await expect(vocabulary.write(file('v.parquet'), headless)).rejects.toThrow(
      /token 0 is TP53; expected <end>/,
    );
    const twice = {...small, symbols: ['<end>', 'A', 'A']};
    await expect(vocabulary.write(file('v.parquet'), twice)).rejects.toThrow(
      /symbol A has two tokens/,
    );
  });
});
