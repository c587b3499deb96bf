// Features of a toy matrix and a resolver that knows some of them: former symbols, unique endings, ids, an unknown.
import {SymbolResolver} from '../../../shared/genes/symbols/resolve-symbol.ts';

const gene = (symbol: string, previous: string[] = [], ensemblId: string | null = null) => ({
  ...{symbol, name: null, locusGroup: 'protein-coding gene', previous},
  ...{aliases: [], entrezId: null, ensemblId},
});

export const resolver = new SymbolResolver([
  gene('AAA', ['OLDA']),
  gene('BBB', [], 'ENSG00000000002'),
  gene('MT-ND1'),
]);

export const features = ['AAA', 'LOST', 'OLDA', 'BBB', 'AAA-1', 'X1', 'MT-ND1'].map(name => ({
  name,
  id: name === 'X1' ? 'ENSG00000000002' : null,
}));
