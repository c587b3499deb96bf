import {describe, expect, test} from '@jest/globals';
import {SymbolResolver} from '../../../shared/genes/symbols/resolve-symbol.ts';
import type {Gene} from '../../../shared/genes/symbols/symbol-table.ts';

const gene = (symbol: string, more: Partial<Gene> = {}): Gene => ({
  symbol,
  name: null,
  locusGroup: 'protein-coding gene',
  previous: [],
  aliases: [],
  entrezId: null,
  ensemblId: null,
  ...more,
});

const resolver = new SymbolResolver([
  gene('TP53', {aliases: ['p53'], entrezId: '7157', ensemblId: 'ENSG00000141510'}),
  gene('FIRRM', {previous: ['C1orf112']}),
  gene('CAT', {aliases: ['SHARED', 'FORMER']}),
  gene('DOG', {aliases: ['SHARED'], previous: ['FORMER', 'TWICE']}),
  gene('EEL', {previous: ['TWICE'], aliases: ['TP53']}),
  gene('Abc'),
  gene('aBC'),
  gene('MARCHF1'),
  gene('MARCHF5'),
  gene('MTARC1'),
  gene('SEPTIN2', {aliases: ['SEPT2']}),
  gene('SEPTIN6', {aliases: ['SEPT2']}),
  gene('DELEC1', {aliases: ['DEC1']}),
  gene('BHLHE40', {aliases: ['DEC1']}),
  gene('SELENOF', {previous: ['SEP15']}),
]);

describe('SymbolResolver', () => {
  test.each([
    ['TP53', 'approved', 'TP53', 'an approved symbol, even where another gene has it as an alias'],
    [' TP53 ', 'approved', 'TP53', 'blanks around it'],
    ['C1orf112', 'previous', 'FIRRM', 'a former symbol'],
    ['FORMER', 'previous', 'DOG', 'a former symbol before an alias'],
    ['p53', 'alias', 'TP53', 'an alias'],
    ['ENSG00000141510.17', 'ensembl', 'TP53', 'an Ensembl id with its version'],
    ['7157', 'entrez', 'TP53', 'an Entrez id'],
    ['Tp53', 'case', 'TP53', 'a mouse-style symbol'],
    ['C1ORF112', 'case', 'FIRRM', 'an upper-cased former symbol'],
  ])('%p → %s %s: %s', (raw, how, symbol) => {
    expect(resolver.resolve(raw)).toEqual({how, symbol});
  });

  test.each([
    ['SHARED', ['CAT', 'DOG']],
    ['TWICE', ['DOG', 'EEL']],
    ['abc', ['Abc', 'aBC']],
    ['1-MAR', ['MARCHF1', 'MTARC1']],
  ])('%p is ambiguous, never guessed', (raw, candidates) => {
    expect(resolver.resolve(raw)).toEqual({how: 'ambiguous', symbol: null, candidates});
  });

  test.each([
    ['MARCH1', 'MARCHF1'],
    ['MARC1', 'MTARC1'],
    ['5-Mar', 'MARCHF5'],
    ['Mar-05', 'MARCHF5'],
    ['SEPT2', 'SEPTIN2'],
    ['2-SEP', 'SEPTIN2'],
    ['2-Sept', 'SEPTIN2'],
    ['Sep-06', 'SEPTIN6'],
    ['15-Sep', 'SELENOF'],
    ['DEC1', 'DELEC1'],
    ['1-Dec', 'DELEC1'],
  ])('%p, as a spreadsheet leaves it, is %s', (raw, symbol) => {
    expect(resolver.resolve(raw)).toEqual({how: 'date', symbol});
  });

  test.each(['NOBODY', '', '99999999', 'ENSG00000000000', '9-Mar', '3-Jun', 'SEPT30'])(
    '%p is unknown',
    raw => {
      expect(resolver.resolve(raw)).toEqual({how: 'unknown', symbol: null});
    },
  );
});
