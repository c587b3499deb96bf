// What fitting a mixture looks at: for each masked validation set the genes that any member ranks high, or that were
// held out, with every member's probability; all other genes are no rivals and need not be kept.

import {batchesOf} from '../../../stats/batches-of.ts';
import {topIndices} from '../../../stats/score-order.ts';
import {excludePrompt} from '../../baselines/gene-ranker.ts';
import type {Completer} from '../completer.ts';

/** One masked set with n candidate genes. */
export interface MixtureCase {
  /** Of the nearest known set to the prompt, 0..1. */
  similarity: number;
  hidden: number;
  /** Whether each candidate was held out. Shape (n). */
  relevant: Uint8Array;
  /** Whether each candidate is among some member's best; else it is there only because it was held out. Shape (n). */
  ranked: Uint8Array;
  /** Probabilities by member. Shape (members, n). */
  shares: Float64Array[];
}

/** Best genes of each member that compete; recall@50 of a mixture needs no gene beyond the members' first hundreds. */
const POOL = 200;
/** Sets asked about in one call; bounds memory to this many rows of V probabilities. */
const BATCH = 32;

/** Asks every member about every set. */
export async function collectCases(
  sets: readonly {promptGenes: Int32Array; heldOutGenes: Int32Array}[],
  members: readonly Completer[],
  similarityOf: (prompt: Int32Array) => number,
  onProgress: (done: number) => void = () => {},
): Promise<MixtureCase[]> {
  const cases: MixtureCase[] = [];
  for (const part of batchesOf(sets, BATCH)) {
    const prompts = part.map(({promptGenes}) => promptGenes);
    const rows: Float64Array[][] = [];
    for (const member of members) rows.push(await member.probabilities!(prompts));
    for (const [i, {promptGenes, heldOutGenes}] of part.entries()) {
      const own = rows.map(member => excludePrompt(member[i], promptGenes));
      cases.push(poolCase(own, similarityOf(promptGenes), heldOutGenes));
    }
    onProgress(cases.length);
  }
  return cases;
}

function poolCase(rows: Float64Array[], similarity: number, heldOutGenes: Int32Array): MixtureCase {
  const ranked = new Set<number>();
  for (const row of rows) for (const gene of topIndices(row, POOL)) ranked.add(gene);
  const genes = Int32Array.from(new Set([...ranked, ...heldOutGenes])).sort();
  const heldOut = new Set(heldOutGenes);
  return {
    similarity,
    hidden: heldOutGenes.length,
    relevant: Uint8Array.from(genes, gene => Number(heldOut.has(gene))),
    ranked: Uint8Array.from(genes, gene => Number(ranked.has(gene))),
    shares: rows.map(row => Float64Array.from(genes, gene => row[gene])),
  };
}
