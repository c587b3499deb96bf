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
  gene('POU5F1', {aliases: ['OCT4', 'Oct-3', 'OCT3']}),
  gene('SLC22A3', {aliases: ['OCT3']}),
  gene('DEGS1', {aliases: ['Des-1']}),
  gene('CLEC7A', {aliases: ['Dectin-1']}),
  gene('SCN11A', {aliases: ['NaN']}),
  gene('XK', {aliases: ['NA']}),
  gene('CBLIF', {aliases: ['INF']}),
  gene('TBXT', {aliases: ['T']}),
  gene('IGLL1', {aliases: ['14.1'], entrezId: '3543'}),
  gene('PDE12', {aliases: ['3635']}),
  gene('INPP5D', {entrezId: '3635'}),
  gene('KPTN', {aliases: ['2E4']}),
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
    ['ENSG00000141510.17_PAR_Y', 'ensembl', 'TP53', 'the copy on Y as GENCODE writes it'],
    ['ENSGR0000141510', 'ensembl', 'TP53', 'the copy on Y as Ensembl wrote it'],
    ['ensg00000141510.17_5', 'ensembl', 'TP53', 'an id of a lift-over in small letters'],
    ['7157.0', 'entrez', 'TP53', 'an id that a program took for a number'],
    ['3635', 'entrez', 'INPP5D', 'a number, even where it is another name'],
    ['T', 'alias', 'TBXT', 'a letter that is a name'],
    ['2E4', 'alias', 'KPTN', 'a name that is written as some numbers are'],
    ['Dectin-1', 'alias', 'CLEC7A', 'a word that begins as a month does'],
    ['Des-1', 'alias', 'DEGS1', 'a name that looks like a Norwegian date'],
    ['Oct-3', 'alias', 'POU5F1', 'a name that looks like a date'],
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
    ['3-Oct', ['POU5F1', 'SLC22A3']],
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
    ...['2-Sep-21', 'Sep-2-2021', '02-Sep-2020', '2020-09-02', '2021-09-02 00:00:00', '9/2/2020']
      .concat([
        '2.Sep',
        '02. Sep',
        '2. Sep.',
        '2-set',
        'sept-02',
        'September 2, 2021',
        '02.09.2021',
      ])
      .concat(['2-wrz', '2020/9/2', '2020-09-02T12:00:00Z', '2-syys'])
      .map(date => [date, 'SEPTIN2']),
    ['5-Mär', 'MARCHF5'],
    ['5-Mrz', 'MARCHF5'],
    ['5 mars', 'MARCHF5'],
    ['5-MA\u0308RZ', 'MARCHF5'],
    ['1-Dez', 'DELEC1'],
    ['1-déc.', 'DELEC1'],
    ['4-Oct', 'POU5F1'],
    ['Oct-04', 'POU5F1'],
  ])('%p, as a spreadsheet leaves it, is %s', (raw, symbol) => {
    expect(resolver.resolve(raw)).toEqual({how: 'date', symbol});
  });

  test.each([
    ...['NOBODY', '', '99999999', 'ENSG00000000000', '9-Mar', '3-Jun', 'SEPT30', '44076', '2019'],
    ...['nan', 'NaN', 'NA', 'na', 'inf', 'INF', '-Inf', 'None', 'N/A', '-', '14.1', '0', '1e-5'],
    ...['decoy-1', 'sepsis 2', 'marker-5', '2020-13-02', '-7157', '7157.5'],
  ])('%p is unknown', raw => {
    expect(resolver.resolve(raw)).toEqual({how: 'unknown', symbol: null});
  });
});
