// Resolves a handful of symbols without turning the whole gene table into maps, which takes longer than the answer.
import {readDateSymbol, readFamilySymbol} from './date-symbols.ts';
import {readEnsemblId} from './gene-ids.ts';
import {readInteger} from './missing-mark.ts';
import {type Resolution, SymbolResolver} from './resolve-symbol.ts';
import type {Gene} from './symbol-table.ts';

/** Genes as columns of equal length; lists are joined by `|`, absent ids are ''. */
export interface GeneColumns {
  symbols: string[];
  names: string[];
  previous: string[];
  aliases: string[];
  entrezIds: string[];
  ensemblIds: string[];
}

/** The columns of genes. */
export function toColumns(genes: readonly Gene[]): GeneColumns {
  return {
    symbols: genes.map(({symbol}) => symbol),
    names: genes.map(({name}) => name ?? ''),
    previous: genes.map(({previous}) => previous.join('|')),
    aliases: genes.map(({aliases}) => aliases.join('|')),
    entrezIds: genes.map(({entrezId}) => entrezId ?? ''),
    ensemblIds: genes.map(({ensemblId}) => ensemblId ?? ''),
  };
}

/** What each of the raw symbols resolves to, just as a resolver of all genes has it. */
export function resolveFew(raw: readonly string[], columns: GeneColumns): Resolution[] {
  const wanted = new Set(raw.flatMap(meanings));
  const resolver = new SymbolResolver(
    columns.symbols.flatMap((_, row) =>
      concerns(columns, row, wanted) ? [toGene(columns, row)] : [],
    ),
  );
  return raw.map(symbol => resolver.resolve(symbol));
}

/** All names under which a gene may be meant, in upper case. */
function meanings(raw: string): string[] {
  const text = raw.trim();
  const date = readDateSymbol(text);
  const names = [
    text,
    readEnsemblId(text) ?? text,
    readInteger(text) ?? text,
    readFamilySymbol(text) ?? text,
    ...(date?.approved ?? []),
    ...(date?.former ?? []),
  ];
  return names.map(name => name.toUpperCase());
}

function concerns(columns: GeneColumns, row: number, wanted: ReadonlySet<string>): boolean {
  const has = (name: string) => wanted.has(name.toUpperCase());
  const hasAny = (list: string) => list !== '' && list.split('|').some(has);
  return (
    has(columns.symbols[row]) ||
    hasAny(columns.previous[row]) ||
    hasAny(columns.aliases[row]) ||
    wanted.has(columns.entrezIds[row]) ||
    wanted.has(columns.ensemblIds[row])
  );
}

function toGene({symbols, names, ...columns}: GeneColumns, row: number): Gene {
  const list = (joined: string) => (joined === '' ? [] : joined.split('|'));
  return {
    symbol: symbols[row],
    name: names[row] || null,
    // Resolving does not ask for it.
    locusGroup: '',
    previous: list(columns.previous[row]),
    aliases: list(columns.aliases[row]),
    entrezId: columns.entrezIds[row] || null,
    ensemblId: columns.ensemblIds[row] || null,
  };
}
