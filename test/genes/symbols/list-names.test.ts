// Every name with its meaning; test/run/geneglot.test.ts reads the whole embedded table by such a list.
import {expect, test} from '@jest/globals';
import {listNames} from '../../../shared/genes/symbols/list-names.ts';
import type {Gene} from '../../../shared/genes/symbols/symbol-table.ts';

const gene = (symbol: string, previous: string[], aliases: string[], entrezId: string): Gene => ({
  ...{symbol, previous, aliases, entrezId},
  ...{name: null, locusGroup: 'protein-coding gene', ensemblId: null},
});

test('lists symbols, other names, ids, dates and what differs in another case', () => {
  const lines = listNames([
    gene('SEPTIN2', ['SEPT2'], ['DIFF6', 'shared'], '4735'),
    gene('OTHER1', [], ['shared', 'lower'], '99'),
  ]);
  expect(lines).toEqual(
    expect.arrayContaining([
      'SEPTIN2\tapproved\tSEPTIN2',
      'SEPT2\tprevious\tSEPTIN2',
      'DIFF6\talias\tSEPTIN2',
      '4735\tentrez\tSEPTIN2',
      ' SEP-2\tdate\tSEPTIN2',
      ' 9-2\tdate\tSEPTIN2',
      'shared\tambiguous\tOTHER1|SEPTIN2',
      '~SHARED\tambiguous\tOTHER1|SEPTIN2',
      '~LOWER\tcase\tOTHER1',
      '~SEPT2\tdate\tSEPTIN2',
    ]),
  );
  expect(lines).not.toContainEqual(expect.stringMatching(/^~OTHER1/));
});
