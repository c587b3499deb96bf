import {describe, expect, test} from '@jest/globals';
import {parseDocument} from 'yaml';
import {checkYaml} from '../../../../shared/pipeline/declare/yaml/check-yaml.ts';
import {parseValue} from '../../../../shared/pipeline/declare/yaml/parse-yaml.ts';

function faultsOf(text: string): string[] {
  const {contents} = parseDocument(text, {uniqueKeys: false});
  return checkYaml(contents).map(({offset, message}) => `${offset}: ${message}`);
}

describe('a YAML document', () => {
  test('may use aliases, as often as it likes within reason', () => {
    const uses = Array.from({length: 5000}, (_, i) => `s${i}: *a`).join('\n');
    expect(faultsOf(`a: &a {x: [1, 2]}\n${uses}`)).toEqual([]);
    expect(parseValue(`[&a {x: 1}, ${'*a, '.repeat(500)}]`)).toHaveLength(501);
  });

  test('has every key once, and no list or mapping for a key', () => {
    expect(faultsOf('a: 1\nb: {c: 1, c: 2}\na: 3')).toEqual([
      '21: found the key a a second time, expected every key once',
      '15: found the key c a second time, expected every key once',
    ]);
    expect(faultsOf('? [a]\n: 1')).toEqual([
      '2: found a list, mapping or alias as a key, expected text',
    ]);
  });

  test('names by an alias only what stands before it, and not itself', () => {
    expect(faultsOf('a: *b\nb: &b 1')).toEqual(['3: found *b, expected &b before it']);
    expect(faultsOf('a: &a {b: *a}')).toEqual([
      '10: found *a inside what it stands for, expected it outside',
    ]);
  });

  test('does not grow without bounds', () => {
    const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 12; i++) bomb.push(`a${i}: &a${i} [${`*a${i - 1}, `.repeat(10)}]`);
    const startedAt = performance.now();
    expect(faultsOf(bomb.join('\n'))).toEqual([
      expect.stringContaining('found more than 5,000,000 values, aliases written out'),
    ]);
    expect(faultsOf(`[&a 1${', *a'.repeat(30_000)}]`)).toEqual([
      expect.stringContaining('found more than 20,000 aliases'),
    ]);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  test('has few levels', () => {
    const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
    expect(parseValue(nested(99))).toHaveLength(1);
    expect(faultsOf(nested(150))).toEqual([
      '100: found lists and mappings more than 100 deep, expected fewer levels',
    ]);
    expect(() => parseValue(nested(100_000))).toThrow(
      'found lists or mappings hundreds of levels deep',
    );
  });
});
