// Gene sets by their names, for tests of names.
import type {GeneSetTable} from '../../../shared/genes/sets/gene-set-table.ts';
import {offsetsOf} from '../../../shared/stats/offsets-of.ts';

/** A table of sets of gene places; the dictionary has as many genes as the highest place asks for. */
export function namedTable(
  sets: Record<string, number[]> | readonly (readonly [name: string, genes: number[]])[],
): GeneSetTable {
  const entries = Array.isArray(sets) ? sets : Object.entries(sets);
  const genes = entries.flatMap(([, own]) => own);
  return {
    setIds: Int32Array.from(entries.keys()),
    libraries: entries.map(() => 'toy'),
    names: entries.map(([name]) => name),
    descriptions: entries.map(() => ''),
    symbols: Array.from({length: Math.max(...genes) + 1}, (_, i) => `G${i}`),
    offsets: offsetsOf(entries.map(([, own]) => own.length)),
    genes: Int32Array.from(genes),
  };
}
