import {writeFile} from 'node:fs/promises';
import {describe, expect, test} from '@jest/globals';
import harmonizeSymbols from '../../stages/harmonize-symbols.ts';
import {scratchFolder} from '../formats/scratch-folder.ts';
import {sets, words} from '../genes/sets.ts';
import {runStage} from './run-stage.ts';

const file = scratchFolder();
const TABLE = [
  'symbol\tlocus_group\talias_symbol\tprev_symbol\tentrez_id\tensembl_gene_id\tname',
  'TP53\tprotein-coding gene\t"p53|LFS1"\t\t7157\tENSG00000141510\ttumor protein p53',
  'FIRRM\tprotein-coding gene\tSHARED\tC1orf112\t55732\tENSG00000000460',
  'CAT\tprotein-coding gene\tSHARED\t\t847\t',
  'XIST\tnon-coding RNA\t\t\t\t',
  ...['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'].map(symbol => `${symbol}\tother\t\t\t\t`),
].join('\n');

async function harmonize(texts: string[], params = {}) {
  await writeFile(file('genes.tsv'), TABLE);
  return runStage(harmonizeSymbols, {
    inputs: {geneSets: sets(...texts), symbolTable: file('genes.tsv')},
    params,
  });
}

describe('harmonize-symbols', () => {
  test('brings symbols to approved ones and merges what becomes the same gene', async () => {
    const run = await harmonize(['p53 C1orf112 TP53 LFS1 A', '7157 ENSG00000000460.5 cat']);
    expect(words(await run.read('geneSets'))).toEqual({s0: 'TP53 FIRRM A', s1: 'TP53 FIRRM CAT'});
    const {notes} = await run.read('summary');
    expect(notes).toContainEqual({
      message: 'memberships merged, their set had the gene already',
      count: 2,
    });
  });

  test('keeps a set at exactly the least share and drops it below; the unknown symbol goes', async () => {
    const run = await harmonize(['A B C D E F G H CAT NOBODY', 'A B C D E F G H NOBODY']);
    const table = await run.read('geneSets');
    expect(words(table)).toEqual({s0: 'A B C D E F G H CAT'});
    expect(Array.from(table.setIds)).toEqual([100]);
    expect((await run.read('summary')).counts).toMatchObject({setsIn: 2, setsOut: 1});
  });

  test('drops ambiguous symbols, or keeps them as they are', async () => {
    const texts = ['A B C SHARED'];
    const dropping = await harmonize(texts, {minMappedShare: 0.75});
    expect(words(await dropping.read('geneSets'))).toEqual({s0: 'A B C'});
    const keeping = await harmonize(texts, {minMappedShare: 0.75, onAmbiguous: 'keep'});
    expect(words(await keeping.read('geneSets'))).toEqual({s0: 'A B C SHARED'});
    await expect(harmonize(texts, {minMappedShare: 0.8, onAmbiguous: 'keep'})).rejects.toThrow(
      /no set has 80 % of its symbols/,
    );
  });

  test('keeps symbols that mean no gene where asked, in a set of which something is understood', async () => {
    const params = {minMappedShare: 0, onAmbiguous: 'keep', onUnknown: 'keep'};
    const run = await harmonize(['NOBODY A SHARED', 'NOBODY'], params);
    expect(words(await run.read('geneSets'))).toEqual({s0: 'NOBODY A SHARED'});
    await expect(harmonize(['NOBODY'], params)).rejects.toThrow(/no set has any of its symbols/);
  });

  test('writes how every raw symbol was read', async () => {
    const run = await harmonize(['A p53 SHARED NOBODY', 'A p53 ALSO', 'B NOBODY'], {
      minMappedShare: 0,
    });
    expect(await run.read('mapping')).toEqual([
      {rawSymbol: 'A', symbol: 'A', how: 'approved', geneSets: 2, occurrences: 2},
      {rawSymbol: 'ALSO', symbol: null, how: 'unknown', geneSets: 1, occurrences: 1},
      {rawSymbol: 'B', symbol: 'B', how: 'approved', geneSets: 1, occurrences: 1},
      {rawSymbol: 'NOBODY', symbol: null, how: 'unknown', geneSets: 2, occurrences: 2},
      {rawSymbol: 'SHARED', symbol: null, how: 'ambiguous', geneSets: 1, occurrences: 1},
      {rawSymbol: 'p53', symbol: 'TP53', how: 'alias', geneSets: 2, occurrences: 2},
    ]);
    expect(await run.read('unresolved')).toEqual([
      {rawSymbol: 'NOBODY', reason: 'unknown', candidates: [], occurrences: 2},
      {rawSymbol: 'ALSO', reason: 'unknown', candidates: [], occurrences: 1},
      {rawSymbol: 'SHARED', reason: 'ambiguous', candidates: ['CAT', 'FIRRM'], occurrences: 1},
    ]);
  });

  test('passes the approved genes on', async () => {
    const run = await harmonize(['A B']);
    const genes = await run.read('genes');
    expect(genes).toHaveLength(12);
    expect(genes.slice(0, 2)).toEqual([
      {
        symbol: 'TP53',
        name: 'tumor protein p53',
        locusGroup: 'protein-coding gene',
        previous: [],
        aliases: ['p53', 'LFS1'],
        entrezId: '7157',
        ensemblId: 'ENSG00000141510',
      },
      {
        symbol: 'FIRRM',
        name: null,
        locusGroup: 'protein-coding gene',
        previous: ['C1orf112'],
        aliases: ['SHARED'],
        entrezId: '55732',
        ensemblId: 'ENSG00000000460',
      },
    ]);
    expect(genes[3]).toMatchObject({symbol: 'XIST', entrezId: null, ensemblId: null});
  });

  test('says where a symbol table is no symbol table', async () => {
    await writeFile(file('wrong.tsv'), 'gene\tname\nTP53\tp53\n');
    await expect(
      runStage(harmonizeSymbols, {inputs: {geneSets: sets('A'), symbolTable: file('wrong.tsv')}}),
    ).rejects.toThrow(/wrong\.tsv:1: column 'symbol' is missing \(found: gene, name\)/);
  });
});
