// Sets of identical content, found by a hash of their sorted genes and then compared gene by gene.
import {type GeneSetTable, genesOf} from './gene-set-table.ts';

/** Offset basis and prime of FNV-1a (32 bits). */
const FNV_BASIS = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** Of each content the first row is kept: rows in ascending order. */
export function firstOfEachContent(table: GeneSetTable): Int32Array {
  const kept: number[] = [];
  const rowsByHash = new Map<number, number[]>();
  for (let row = 0; row < table.setIds.length; row++) {
    const genes = sortedGenes(table, row);
    const hash = hashGenes(genes);
    const sameHash = rowsByHash.get(hash);
    if (sameHash?.some(other => equal(sortedGenes(table, other), genes))) continue;
    if (sameHash) sameHash.push(row);
    else rowsByHash.set(hash, [row]);
    kept.push(row);
  }
  return Int32Array.from(kept);
}

function sortedGenes(table: GeneSetTable, row: number): Int32Array {
  return genesOf(table, row).slice().sort();
}

function hashGenes(genes: Int32Array): number {
  let hash = FNV_BASIS;
  for (const gene of genes) hash = Math.imul(hash ^ gene, FNV_PRIME);
  return hash;
}

function equal(a: Int32Array, b: Int32Array): boolean {
  return a.length === b.length && a.every((gene, i) => gene === b[i]);
}
