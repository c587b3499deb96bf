import {describe, expect, test} from '@jest/globals';
import {GmtReader} from '../../../shared/genes/sets/gmt.ts';
import {SymbolInterner} from '../../../shared/genes/symbols/symbol-interner.ts';

function read(text: string, pieceLength = Buffer.byteLength(text)) {
  const bytes = Buffer.from(text);
  const interner = new SymbolInterner();
  const read: {name: string; description: string; genes: number[]}[] = [];
  const reader = new GmtReader('x.gmt', interner, set =>
    read.push({...set, genes: Array.from(set.genes)}),
  );
  for (let i = 0; i < bytes.length; i += pieceLength)
    reader.push(bytes.subarray(i, i + pieceLength));
  reader.end();
  const symbols = interner.symbols();
  const sets = read.map(set => ({...set, genes: set.genes.map(gene => symbols[gene])}));
  return {sets, oddities: reader.oddities};
}

describe('GmtReader', () => {
  test('reads sets whatever pieces the text comes in', () => {
    const text = 'one\thttp://x\tTP53\tBAX\ntwo\t\tMDM2\n';
    const expected = [
      {name: 'one', description: 'http://x', genes: ['TP53', 'BAX']},
      {name: 'two', description: '', genes: ['MDM2']},
    ];
    for (const pieceLength of [1, 2, 7, 100])
      expect(read(text, pieceLength).sets).toEqual(expected);
  });

  test('takes a last line without an end', () => {
    expect(read('one\t\tA\ntwo\t\tB').sets.map(({name}) => name)).toEqual(['one', 'two']);
  });

  test('tolerates and counts what real files hold', () => {
    const text = 'one\tna\tA,1.0\tB,-2e-3\tA\t\t\r\n\n  \nIL2,IL4\tna\tIL2;IL4\t C \n\tna\tD\n';
    const {sets, oddities} = read(text);
    expect(sets).toEqual([
      {name: 'one', description: 'na', genes: ['A', 'B']},
      {name: 'IL2,IL4', description: 'na', genes: ['IL2', 'IL4', 'C']},
      {name: 'unnamed, line 5', description: 'na', genes: ['D']},
    ]);
    expect(oddities).toMatchObject({
      joinedGenes: 1,
      blankLines: 2,
      carriageReturns: 1,
      emptyFields: 2,
      weights: 2,
      duplicateGenes: 1,
      missingNames: 1,
    });
  });

  test.each([
    [
      'a set without genes',
      'ok\t\tA\nempty\tna\n',
      /^x\.gmt:2: set 'empty' has no genes \(found 2 fields\)/,
    ],
    [
      'a set of empty fields',
      'empty\tna\t\t \t\n',
      /^x\.gmt:1: set 'empty' has no genes \(all fields/,
    ],
    [
      'a web page',
      '<!DOCTYPE html>\n<html>\n',
      /^x\.gmt:1: found a web page .* Download the file itself/,
    ],
    ['a CSV file', 'name,description,gene\n', /^x\.gmt:1: found values separated by commas/],
    ['a list of genes', 'TP53\nBAX\n', /^x\.gmt:1: found no tab \(TP53\); expected GMT/],
    ['binary data', 'PK\u0003\u0004\0\0\n', /^x\.gmt:1: found binary data/],
    ['an empty file', '\n\n', /^x\.gmt: found no gene set/],
  ])('refuses %s', (_, text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  test('refuses binary data even where it holds tabs', () => {
    expect(() => read('a\0b\tc\td\n')).toThrow(/^x\.gmt:1: found binary data/);
  });
});
