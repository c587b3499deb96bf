import {describe, expect, test} from '@jest/globals';
import {resolveFew, toColumns} from '../../../shared/genes/symbols/resolve-few.ts';
import {SymbolResolver} from '../../../shared/genes/symbols/resolve-symbol.ts';
import type {Gene} from '../../../shared/genes/symbols/symbol-table.ts';
import {createRandom} from '../../../shared/stats/random.ts';

const gene = (symbol: string, more: Partial<Gene> = {}): Gene => ({
  symbol,
  name: null,
  locusGroup: '',
  previous: [],
  aliases: [],
  entrezId: null,
  ensemblId: null,
  ...more,
});

/** Genes whose names collide in many ways, with and without regard to case. */
function randomGenes(): Gene[] {
  const random = createRandom(9);
  const name = () => {
    const text = `${'aAbB'[random.int(4)]}${'cC'[random.int(2)]}${random.int(30)}`;
    return random.int(3) === 0 ? text.toUpperCase() : text;
  };
  const symbols = new Set(Array.from({length: 60}, name));
  return [...symbols].map((symbol, i) =>
    gene(symbol, {
      previous: Array.from({length: random.int(3)}, name),
      aliases: Array.from({length: random.int(4)}, name),
      entrezId: random.int(2) === 0 ? String(100 + i) : null,
      ensemblId: random.int(2) === 0 ? `ENSG${String(i).padStart(11, '0')}` : null,
    }),
  );
}

describe('resolveFew', () => {
  test('resolves as a resolver of all genes does', () => {
    const genes = [
      ...randomGenes(),
      gene('MARCHF1'),
      gene('MARCHF5'),
      gene('MTARC1'),
      gene('SEPTIN2', {aliases: ['SEPT2']}),
      gene('SELENOF', {previous: ['SEP15']}),
    ];
    const raw = [
      ...['a', 'A', 'b', 'B'].flatMap(a =>
        ['c', 'C'].flatMap(b => [1, 5, 9, 17].map(n => a + b + n)),
      ),
      ...Array.from({length: 70}, (_, i) => String(95 + i)),
      ...Array.from({length: 70}, (_, i) => `ENSG${String(i).padStart(11, '0')}.${i}`),
      ...['1-Mar', '5-Mar', 'SEPT2', 'Sep-15', '15-SEP', ' MARCHF1 ', 'nobody', ''],
    ];
    const resolver = new SymbolResolver(genes);
    const expected = raw.map(symbol => resolver.resolve(symbol));
    expect(new Set(expected.map(({how}) => how))).toEqual(
      new Set([
        'approved',
        'previous',
        'alias',
        'case',
        'date',
        'entrez',
        'ensembl',
        'ambiguous',
        'unknown',
      ]),
    );
    expect(resolveFew(raw, toColumns(genes))).toEqual(expected);
    for (const [i, symbol] of raw.entries()) {
      expect(resolveFew([symbol], toColumns(genes))).toEqual([expected[i]]);
    }
  });
});
