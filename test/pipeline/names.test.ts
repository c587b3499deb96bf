// Names that may become part of a path.
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {
  isFileName,
  isKey,
  isPortName,
  isShortKey,
  isStageName,
} from '../../shared/pipeline/names.ts';
import {createRandom} from '../../shared/stats/random.ts';

const ODD = [
  '',
  '.',
  '..',
  '../x',
  'a/b',
  '/etc',
  'a\\b',
  'a\0b',
  'a\nb',
  '\u001b[2J',
  'a'.repeat(201),
];

describe('names', () => {
  test.each(ODD)('%j names nothing', text => {
    for (const isName of [isFileName, isKey, isPortName, isShortKey, isStageName]) {
      expect(isName(text)).toBe(false);
    }
  });

  test('of stages, ports, files and keys are what the runner itself gives', () => {
    expect(['split', 'import[hallmark_2]', 'x-1'].every(isStageName)).toBe(true);
    expect(['training', 'geneSets2'].every(isPortName)).toBe(true);
    expect(['sets.gmt', '.hidden', 'ä b (1).h5ad'].every(isFileName)).toBe(true);
    expect(isKey('0'.repeat(64)) && isShortKey('0'.repeat(16))).toBe(true);
    expect(['split]', 'a[b]c', 'a[]', 'A', '-a', '__proto__'].some(isStageName)).toBe(false);
    expect(['__proto__', '2a', 'a-b'].some(isPortName)).toBe(false);
    expect([1, null, undefined, ['a']].some(isFileName)).toBe(false);
  });

  test('that are taken never lead out of a folder, whatever the text', () => {
    const random = createRandom(1);
    const pieces = ['..', '.', '/', '\\', 'a', '[', ']', '\0', ' ', '%2f', 'é', '-'];
    for (let i = 0; i < 20_000; i++) {
      const length = 1 + random.int(4);
      const text = Array.from({length}, () => pieces[random.int(pieces.length)]).join('');
      if (!isFileName(text) && !isStageName(text)) continue;
      expect(join('/store', text)).toBe(`/store/${text}`);
    }
  });
});
