// Gene sets for tests: random ones, and named ones from lists of symbols.
import type {NamedSets} from '../../../shared/scores/enrichment/tested-sets.ts';
import {offsetsOf} from '../../../shared/stats/offsets-of.ts';
import type {Random} from '../../../shared/stats/random.ts';

/** Sets by their names; genes get their places in the order in which they are met, `more` after them. */
export function setsOf(
  lists: Record<string, readonly string[]>,
  more: readonly string[] = [],
): NamedSets & {placesOf(symbols: readonly string[]): number[]} {
  const symbols = ['', ...new Set([...Object.values(lists).flat(), ...more])];
  const places = new Map(symbols.map((symbol, place) => [symbol, place]));
  const placesOf = (names: readonly string[]) => names.map(name => places.get(name)!);
  return {
    ...{symbols, placesOf},
    titles: Object.keys(lists).map(name => ({library: 'toy', name})),
    offsets: offsetsOf(Object.values(lists).map(({length}) => length)),
    genes: Int32Array.from(placesOf(Object.values(lists).flat())),
  };
}

/** `count` sets of 3 to 32 of `genes` genes in two libraries. */
export function randomSets(random: Random, count: number, genes: number): NamedSets {
  const all = Int32Array.from({length: genes}, (_, i) => i + 1);
  const rows = Array.from({length: count}, () => {
    const size = Math.min(genes, 3 + random.int(30));
    return random.shuffle(all.slice()).slice(0, size);
  });
  return {
    symbols: Array.from({length: genes + 1}, (_, i) => `G${i}`),
    titles: rows.map((_, i) => ({library: i % 2 ? 'odd' : 'even', name: `set ${i}`})),
    offsets: offsetsOf(rows.map(({length}) => length)),
    genes: Int32Array.from(rows.flatMap(row => Array.from(row))),
  };
}
