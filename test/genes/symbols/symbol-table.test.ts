import {describe, expect, test} from '@jest/globals';
import {parseSymbolTable} from '../../../shared/genes/symbols/symbol-table.ts';

const HEADER = 'symbol\tlocus_group\tstatus\talias_symbol\tprev_symbol\tentrez_id\tensembl_gene_id';

describe('parseSymbolTable', () => {
  test('reads quoted lists, empty fields and Windows line endings', () => {
    const text = `${HEADER}\r\nTP53\tprotein-coding gene\tApproved\t"p53|LFS1"\t\t7157\tENSG00000141510\r\nX1\tpseudogene\tApproved\tx\t"X0"\r\n\r\n`;
    expect(parseSymbolTable(text, 'genes.tsv')).toEqual([
      {
        symbol: 'TP53',
        name: null,
        locusGroup: 'protein-coding gene',
        aliases: ['p53', 'LFS1'],
        previous: [],
        entrezId: '7157',
        ensemblId: 'ENSG00000141510',
      },
      {
        symbol: 'X1',
        name: null,
        locusGroup: 'pseudogene',
        aliases: ['x'],
        previous: ['X0'],
        entrezId: null,
        ensemblId: null,
      },
    ]);
  });

  test('reads approved names where there is a column of them', () => {
    const text = `${HEADER}\tname\nA\tother\tApproved\t\t\t\t\t"a gene, ""the"" first"\nB\tother\tApproved\n`;
    expect(parseSymbolTable(text, 'f').map(({name}) => name)).toEqual([
      'a gene, "the" first',
      null,
    ]);
  });

  test('leaves out withdrawn entries', () => {
    const text = `${HEADER}\nOLD\tother\tEntry Withdrawn\nNEW\tother\tApproved\n`;
    expect(parseSymbolTable(text, 'f').map(({symbol}) => symbol)).toEqual(['NEW']);
  });

  test.each([
    [
      HEADER.replace('prev_symbol', 'previous'),
      /^f:1: column 'prev_symbol' is missing \(found: symbol/,
    ],
    [`${HEADER}\nA\tx\tApproved\n\tx\tApproved\n`, /^f:3: the symbol is empty/],
    [
      `${HEADER}\nA\tx\tApproved\n\nA\tx\tApproved\n`,
      /^f:4: symbol A is approved twice \(first in line 2\)/,
    ],
    [`${HEADER}\n`, /^f: found no gene below the header/],
  ])('refuses a faulty table with its place', (text, message) => {
    expect(() => parseSymbolTable(text, 'f')).toThrow(message);
  });
});
