// Genes of a table of results by a cut-off.
import {describe, expect, test} from '@jest/globals';
import type {ParsedTable} from '../../../web/protocol.ts';
import {likelyCut, tableGenes} from '../../../web/state/table-genes.ts';

const TABLE: ParsedTable = {
  kind: 'table',
  columns: [],
  rows: [
    ['TP53', '0.01', '-2'],
    ['MDM2', '0.2', '3'],
    ['TP53', '', '0.1'],
    ['', '0', '9'],
    ['ATM', 'NA', '1'],
  ],
};

describe('genes of a table', () => {
  test('without a cut-off all rows count, each gene once', () => {
    expect(tableGenes(TABLE, {genes: 0, cut: null})).toEqual(['TP53', 'MDM2', 'ATM']);
  });

  test.each([
    ['at most', 1, 0.05, ['TP53']],
    ['at least', 1, 0.05, ['MDM2']],
    ['at least, up or down', 2, 2, ['TP53', 'MDM2']],
  ] as const)('%s: rows without a number do not pass', (how, column, value, expected) => {
    expect(tableGenes(TABLE, {genes: 0, cut: {column, how, value}})).toEqual(expected);
  });

  test.each([
    ['padj', 'at most'],
    ['P.Value', 'at most'],
    ['FDR', 'at most'],
    ['log2FoldChange', 'at least, up or down'],
    ['logFC', 'at least, up or down'],
    ['baseMean', 'at least'],
  ])('%s is likely cut by %s', (name, how) => {
    expect(likelyCut(name).how).toBe(how);
  });
});
