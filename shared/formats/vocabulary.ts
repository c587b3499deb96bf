// Vocabulary as a Parquet table: token, symbol, gene_sets, protein_coding.
import {END_SYMBOL, type Vocabulary} from '../genes/tokens/vocabulary.ts';
import type {Format} from './format.ts';
import {recordTable} from './record-table.ts';

const table = recordTable('vocabulary', 1, {
  token: 'int32',
  symbol: 'string',
  gene_sets: 'int32',
  protein_coding: 'boolean',
});

/** The tokens in order of their ids; token 0 is the end token. */
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
    const symbols = rows.map(({symbol}) => symbol);
    checkSymbols(path, symbols);
    return {
      symbols,
      geneSets: Int32Array.from(rows, row => row.gene_sets),
      proteinCoding: Uint8Array.from(rows, row => Number(row.protein_coding)),
    };
  },
  async write(path, {symbols, geneSets, proteinCoding}) {
    checkSymbols(path, symbols);
    const rows = symbols.map((symbol, token) => ({
      token,
      symbol,
      gene_sets: geneSets[token],
      protein_coding: proteinCoding[token] === 1,
    }));
    await table.write(path, rows);
  },
  async summarize(path) {
    const {counts, schema} = await table.summarize(path);
    return {counts: {tokens: counts.rows}, ...(schema && {schema})};
  },
};

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
