import {readFile, writeFile} from 'node:fs/promises';
import {describe, expect, test} from '@jest/globals';
import {z} from 'zod';
import {htmlPage} from '../../shared/formats/html-page.ts';
import {jsonFile} from '../../shared/formats/json-file.ts';
import {stageSummary} from '../../shared/formats/stage-summary.ts';
import {vocabulary} from '../../shared/formats/vocabulary.ts';
import {scratchFolder} from './scratch-folder.ts';

const file = scratchFolder();

describe('jsonFile', () => {
  const score = jsonFile('score', 1, z.strictObject({value: z.number()}), ({value}) => ({value}));

  test('writes pretty JSON and reads it back', async () => {
    await score.write(file('score.json'), {value: 3});
    expect(await readFile(file('score.json'), 'utf8')).toBe('{\n  "value": 3\n}\n');
    expect(await score.read(file('score.json'))).toEqual({value: 3});
    expect(await score.summarize(file('score.json'))).toEqual({counts: {value: 3}});
  });

  test('checks values on write and on read, and says when a file is no JSON', async () => {
    await expect(score.write(file('x.json'), {value: 'a'} as never)).rejects.toThrow(
      /no valid score/,
    );
    await writeFile(file('x.json'), '{"value": 1, "other": 2}');
    await expect(score.read(file('x.json'))).rejects.toThrow(/x\.json: no valid score:.*other/s);
    await writeFile(file('x.json'), '{"value"');
    await expect(score.read(file('x.json'))).rejects.toThrow(/x\.json: expected JSON/);
  });
});

describe('stage-summary', () => {
  test('keeps counts in order and offers them to the manifest', async () => {
    const summary = {
      stage: 'split',
      counts: {sets: 3, training: 2},
      notes: [{message: 'dropped', count: 1}],
    };
    await stageSummary.write(file('summary.json'), summary);
    expect(Object.keys((await stageSummary.read(file('summary.json'))).counts)).toEqual([
      'sets',
      'training',
    ]);
    expect(await stageSummary.summarize(file('summary.json'))).toEqual({counts: summary.counts});
  });
});

describe('html-page', () => {
  test('reads back a page and refuses text that is none', async () => {
    await htmlPage.write(file('page.html'), '<!doctype html><p>µ</p>');
    expect(await htmlPage.read(file('page.html'))).toBe('<!doctype html><p>µ</p>');
    expect((await htmlPage.summarize(file('page.html'))).counts).toEqual({bytes: 24});
    await expect(htmlPage.write(file('page.html'), 'hello')).rejects.toThrow(
      /starts with <!doctype html>/,
    );
  });
});

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
