// Rewrites gene sets from raw to approved symbols; sets of which too little is understood are dropped.
import {rewriteSets} from '../sets/gene-set-builder.ts';
import {type GeneSetTable, setCount} from '../sets/gene-set-table.ts';
import type {Resolution, SymbolResolver} from './resolve-symbol.ts';

export interface HarmonizeOptions {
  /** Least share of a set's distinct raw symbols that must resolve. In [0, 1]. */
  minMappedShare: number;
  /** `keep`: an ambiguous symbol stays in its sets as it is; it still counts as unmapped. */
  onAmbiguous: 'drop' | 'keep';
  /** A symbol that means no gene: drop it, or keep it as it is. */
  onUnknown: 'drop' | 'keep';
}

export interface Harmonized {
  geneSets: GeneSetTable;
  /** Sets dropped for a mapped share below the least one. */
  droppedSets: number;
  /** Within kept sets: memberships that fell on a gene the set already had, and those without an approved symbol. */
  mergedMemberships: number;
  unresolvedMemberships: number;
}

/** What each raw symbol of the table's dictionary resolves to. Length G. */
export function resolveAll(table: GeneSetTable, resolver: SymbolResolver): Resolution[] {
  return table.symbols.map(symbol => resolver.resolve(symbol));
}

/** Applies resolutions (of `resolveAll`) to all sets. */
export function harmonize(
  table: GeneSetTable,
  resolutions: readonly Resolution[],
  options: HarmonizeOptions,
): Harmonized {
  const {symbols, indexOf} = newDictionary(table, resolutions, options);
  const resolved = Uint8Array.from(resolutions, ({symbol}) => Number(symbol !== null));
  const rows = rowsUnderstood(table, resolved, options.minMappedShare);
  let unresolvedMemberships = 0;
  let mergedMemberships = 0;
  const lastRow = new Int32Array(symbols.length).fill(-1);
  const geneSets = rewriteSets(table, symbols, rows, (row, genes, at) => {
    let end = at;
    for (let i = table.offsets[row]; i < table.offsets[row + 1]; i++) {
      const raw = table.genes[i];
      if (!resolved[raw]) unresolvedMemberships++;
      const gene = indexOf[raw];
      if (gene < 0) continue;
      if (lastRow[gene] === row) mergedMemberships++;
      else genes[end++] = gene;
      lastRow[gene] = row;
    }
    return end;
  });
  const droppedSets = setCount(table) - rows.length;
  return {geneSets, droppedSets, mergedMemberships, unresolvedMemberships};
}

/** The symbols that sets may hold afterwards, and for each raw symbol its place among them or -1. */
function newDictionary(
  table: GeneSetTable,
  resolutions: readonly Resolution[],
  {onAmbiguous, onUnknown}: HarmonizeOptions,
): {symbols: string[]; indexOf: Int32Array} {
  const places = new Map<string, number>();
  const fates: Partial<Record<Resolution['how'], 'drop' | 'keep'>> = {
    ambiguous: onAmbiguous,
    unknown: onUnknown,
  };
  const indexOf = Int32Array.from(resolutions, ({how, symbol}, raw) => {
    const kept = fates[how] === 'keep' ? table.symbols[raw] : symbol;
    if (kept === null) return -1;
    if (!places.has(kept)) places.set(kept, places.size);
    return places.get(kept) as number;
  });
  return {symbols: [...places.keys()], indexOf};
}

function rowsUnderstood(
  table: GeneSetTable,
  resolved: Uint8Array,
  minMappedShare: number,
): number[] {
  const rows: number[] = [];
  for (let row = 0; row < setCount(table); row++) {
    const [start, end] = [table.offsets[row], table.offsets[row + 1]];
    let mapped = 0;
    for (let i = start; i < end; i++) mapped += resolved[table.genes[i]];
    // Compared as a product: 9 of 10 must pass a share of 0.9, whatever 9 / 10 rounds to.
    if (mapped > 0 && mapped >= minMappedShare * (end - start) - 1e-9) rows.push(row);
  }
  return rows;
}
