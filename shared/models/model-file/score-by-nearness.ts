// What became of test sets by the likeness of the training set nearest to their prompt: how far to trust an answer for a
// list that is as near.
import type {GeneModel, NearnessScore} from '../../../run/geneglot.mjs';
import {recallAt} from '../../stats/ranking-scores.ts';

/** An answered test set: its prompt, and the 1-based ranks of its hidden genes, as tokens. */
export interface RankedAnswer {
  promptGenes: readonly number[];
  heldOutRanks: readonly number[];
}

/** Groups of as many sets each. */
const GROUPS = 4;

/** Groups by ascending likeness. */
export function scoreByNearness(
  {sets}: Pick<GeneModel, 'sets'>,
  answers: readonly RankedAnswer[],
): NearnessScore[] {
  const holders = holdersOf(sets);
  const placed = answers
    .map(answer => ({answer, likeness: likenessOfNearest(sets, holders, answer.promptGenes)}))
    .sort((a, b) => a.likeness - b.likeness);
  const groups = Math.min(GROUPS, placed.length);
  const ends = Array.from({length: groups + 1}, (_, i) => Math.round((i * placed.length) / groups));
  return Array.from({length: groups}, (_, i) => {
    const group = placed.slice(ends[i], ends[i + 1]);
    return {
      from: group[0].likeness,
      upTo: group[group.length - 1].likeness,
      sets: group.length,
      recallAt50: meanOf(group, ({answer}) => recallAt(answer.heldOutRanks, 50)),
      rightOfFirst10: meanOf(
        group,
        ({answer}) => answer.heldOutRanks.filter(rank => rank <= 10).length,
      ),
    };
  });
}

/** The rows of the sets that hold each token. */
function holdersOf({S, offsets, tokens}: GeneModel['sets']): Map<number, number[]> {
  const holders = new Map<number, number[]>();
  for (let set = 0; set < S; set++) {
    for (let i = offsets[set]; i < offsets[set + 1]; i++) {
      const own = holders.get(tokens[i]);
      if (own) own.push(set);
      else holders.set(tokens[i], [set]);
    }
  }
  return holders;
}

/** The highest cosine of the prompt and a training set: shared / √(shown · size). */
function likenessOfNearest(
  {S, offsets}: GeneModel['sets'],
  holders: ReadonlyMap<number, readonly number[]>,
  prompt: readonly number[],
): number {
  const shown = new Set(prompt);
  const shared = new Int32Array(S);
  for (const token of shown) for (const set of holders.get(token) ?? []) shared[set]++;
  let highest = 0;
  for (let set = 0; set < S; set++) {
    if (shared[set] === 0) continue;
    const size = offsets[set + 1] - offsets[set];
    highest = Math.max(highest, shared[set] / Math.sqrt(shown.size * size));
  }
  return highest;
}

function meanOf<T>(items: readonly T[], numberOf: (item: T) => number): number {
  return items.reduce((sum, item) => sum + numberOf(item), 0) / items.length;
}
