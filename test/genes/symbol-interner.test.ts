import {expect, test} from '@jest/globals';
import {FNV_BASIS, FNV_PRIME, SymbolInterner} from '../../shared/genes/symbol-interner.ts';

test('gives every symbol one index, in order of first sight, however many there are', () => {
  const interner = new SymbolInterner();
  const texts = Array.from({length: 30_000}, (_, i) => `G${(i * 7919) % 9973}${i % 2 ? 'α' : ''}`);
  const indexOf = new Map<string, number>();
  for (const text of texts) {
    if (!indexOf.has(text)) indexOf.set(text, indexOf.size);
    expect(interner.internText(text)).toBe(indexOf.get(text));
  }
  expect(interner.symbols()).toEqual([...indexOf.keys()]);
});

test('tells symbols of one hash apart', () => {
  const interner = new SymbolInterner();
  const bytes = new TextEncoder().encode('AABBA');
  expect(interner.intern(bytes, 0, 2, 7)).toBe(0);
  expect(interner.intern(bytes, 2, 4, 7)).toBe(1);
  expect(interner.intern(bytes, 0, 1, 7)).toBe(2);
  expect(interner.intern(bytes, 4, 5, 7)).toBe(2);
  expect(interner.symbols()).toEqual(['AA', 'BB', 'A']);
});

test('hashes texts as FNV-1a does', () => {
  let hash = FNV_BASIS;
  for (const byte of Buffer.from('foobar')) hash = Math.imul(hash ^ byte, FNV_PRIME);
  // http://www.isthe.com/chongo/src/fnv/test_fnv.c
  expect(hash >>> 0).toBe(0xbf9cf968);
  const interner = new SymbolInterner();
  expect(interner.internText('foobar')).toBe(interner.intern(Buffer.from('foobar'), 0, 6, hash));
});
