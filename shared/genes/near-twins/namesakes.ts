// Sets of the same name: a term in two libraries, or in two versions of one. Who has learned the one can name the other.
import {type GeneSetTable, genesOf} from '../sets/gene-set-table.ts';
import {nameKey} from '../tokens/name-words.ts';
import {UnionFind} from './union-find.ts';

/** More sets than this do not share the name of a term, but a word such as "up". */
const MOST_NAMESAKES = 50;

/**
 * The clusters, shape (S), with those joined that hold two sets whose names have the same words and whose genes have a
 * Jaccard similarity of at least `minJaccard`; numbered from 0 in order of first rows.
 */
export function joinNamesakes(
  table: GeneSetTable,
  clusterOf: Int32Array,
  minJaccard: number,
): Int32Array {
  const clusters = new UnionFind(clusterOf.length);
  const firstRows = new Map<number, number>();
  clusterOf.forEach((cluster, row) => {
    if (!firstRows.has(cluster)) firstRows.set(cluster, row);
    clusters.join(firstRows.get(cluster)!, row);
  });
  for (const rows of rowsByName(table)) {
    for (const [i, row] of rows.entries()) {
      const genes = new Set(genesOf(table, row));
      for (const other of rows.slice(i + 1)) {
        if (clusters.find(row) === clusters.find(other)) continue;
        if (jaccard(genes, genesOf(table, other)) >= minJaccard) clusters.join(row, other);
      }
    }
  }
  return clusters.labels();
}

/** Rows of the names that a few sets share. */
function rowsByName({names}: GeneSetTable): number[][] {
  const rows = new Map<string, number[]>();
  for (const [row, name] of names.entries()) {
    const key = nameKey(name);
    if (key === '') continue;
    const known = rows.get(key);
    if (known) known.push(row);
    else rows.set(key, [row]);
  }
  return [...rows.values()].filter(({length}) => length > 1 && length <= MOST_NAMESAKES);
}

function jaccard(genes: ReadonlySet<number>, others: Int32Array): number {
  const shared = others.filter(gene => genes.has(gene)).length;
  return shared / (genes.size + others.length - shared);
}
