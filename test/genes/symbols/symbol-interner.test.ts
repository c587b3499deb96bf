import {expect, test} from '@jest/globals';
import {SymbolInterner} from '../../../shared/genes/symbols/symbol-interner.ts';

test('gives every symbol one index, in order of first sight, however many there are', () => {
  const interner = new SymbolInterner();
  const texts = Array.from(
    {length: 30_000},
    (_, i) => `G${(i * 7919) % 9973}${['', 'α', '-a-long-tail'][i % 3]}`,
  );
  const indexOf = new Map<string, number>();
  for (const text of texts) {
    if (!indexOf.has(text)) indexOf.set(text, indexOf.size);
    expect(interner.internText(text)).toBe(indexOf.get(text));
  }
  expect(interner.symbols()).toEqual([...indexOf.keys()]);
});

test('finds short and long symbols by their bytes as by their text', () => {
  const interner = new SymbolInterner();
  const bytes = new TextEncoder().encode('TP53 ENSG00000141510 ENSG00000141511 LOC12345 P53');
  const texts = ['TP53', 'ENSG00000141510', 'ENSG00000141511', 'LOC12345', 'P53', ''];
  texts.forEach((text, index) => {
    expect(interner.internText(text)).toBe(index);
  });
  expect(interner.internLong(bytes, 5, 20)).toBe(1);
  expect(interner.internLong(bytes, 21, 36)).toBe(2);
  const words = (text: string) => {
    const padded = Buffer.alloc(8);
    Buffer.from(text).copy(padded, 8 - text.length);
    return [padded.readInt32BE(0), padded.readInt32BE(4)] as const;
  };
  expect(interner.internShort(...words('TP53'), bytes, 0, 4)).toBe(0);
  expect(interner.internShort(...words('LOC12345'), bytes, 37, 45)).toBe(3);
  expect(interner.internShort(...words('P53'), bytes, 46, 49)).toBe(4);
  expect(interner.internShort(...words('53'), bytes, 47, 49)).toBe(6);
  expect(interner.symbols()).toEqual([...texts, '53']);
});
