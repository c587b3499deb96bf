// Vocabulary as a Parquet table: token, kind (gene, then word), symbol or word, gene_sets, protein_coding, gene_name.
import {END_SYMBOL, NAME_SYMBOL, type Vocabulary} from '../genes/tokens/vocabulary.ts';
import type {Format} from './format.ts';
import {recordTable} from './record-table.ts';

const table = recordTable('vocabulary', 2, {
  token: 'int32',
  kind: 'string',
  symbol: 'string',
  gene_sets: 'int32',
  protein_coding: 'boolean',
  gene_name: 'string?',
});

/** The tokens in order of their ids: the end token, genes, and where names are known the token that opens one and words. */
export const vocabulary: Format<Vocabulary> = {
  name: table.name,
  version: table.version,
  extension: table.extension,
  async read(path) {
    const rows = await table.read(path);
    const unordered = rows.findIndex(({token}, row) => token !== row);
    if (unordered >= 0) {
      throw new Error(
        `${path}: row ${unordered + 1} holds token ${rows[unordered].token}; expected ${unordered}: tokens are listed from 0 upwards without gaps`,
      );
    }
    const genes = rows.filter(({kind}) => kind === 'gene');
    const named = rows.slice(genes.length);
    checkOrder(path, rows, genes.length);
    const symbols = genes.map(({symbol}) => symbol);
    checkSymbols(path, symbols);
    return {
      symbols,
      geneSets: Int32Array.from(genes, row => row.gene_sets),
      proteinCoding: Uint8Array.from(genes, row => Number(row.protein_coding)),
      ...(named.length > 0 && {
        geneNames: genes.map(({gene_name}) => gene_name ?? ''),
        words: named.slice(1).map(({symbol}) => symbol),
      }),
    };
  },
  async write(path, {symbols, geneSets, proteinCoding, geneNames, words = []}) {
    checkSymbols(path, symbols);
    const genes = symbols.map((symbol, token) => ({
      ...{token, kind: 'gene', symbol},
      gene_sets: geneSets[token],
      protein_coding: proteinCoding[token] === 1,
      gene_name: geneNames?.[token] || null,
    }));
    const named = words.length > 0 ? [NAME_SYMBOL, ...words] : [];
    const others = named.map((symbol, i) => ({
      ...{token: symbols.length + i, kind: 'word', symbol},
      ...{gene_sets: 0, protein_coding: false, gene_name: null},
    }));
    await table.write(path, [...genes, ...others]);
  },
  async summarize(path) {
    const {counts, schema} = await table.summarize(path);
    return {counts: {tokens: counts.rows}, ...(schema && {schema})};
  },
};

/** Fails unless genes come first, and then the token that opens a name and words, if any. */
function checkOrder(path: string, rows: {kind: string; symbol: string}[], genes: number): void {
  const wrong = rows.findIndex(({kind, symbol}, row) => {
    if (row < genes) return kind !== 'gene';
    return kind !== 'word' || (row === genes) !== (symbol === NAME_SYMBOL);
  });
  if (wrong < 0) return;
  throw new Error(
    `${path}: row ${wrong + 1} is the ${rows[wrong].kind} ${rows[wrong].symbol}; expected genes first, then the word ${NAME_SYMBOL} and words`,
  );
}

function checkSymbols(path: string, symbols: readonly string[]): void {
  if (symbols[0] !== END_SYMBOL) {
    throw new Error(`${path}: token 0 is ${symbols[0] ?? 'missing'}; expected ${END_SYMBOL}`);
  }
  const seen = new Set<string>();
  for (const symbol of symbols) {
    if (seen.has(symbol)) throw new Error(`${path}: symbol ${symbol} has two tokens; expected one`);
    seen.add(symbol);
  }
}
