// Scores of masked sets by networks that never saw them: what calibration and an honest validation score need.
import type {RankEngine} from '../../engines/contract/rank-network.ts';
import {createRandom} from '../../stats/random.ts';
import {averagePrecision, recallAt} from '../../stats/ranking-scores.ts';
import {type FitOptions, fitRankNetwork, type RankCase} from './fit-rank-network.ts';
import {scoreCases} from './rank-network.ts';

/** Scores of each case's pooled genes by a network fitted to the other folds' sets. Shapes (n). */
export async function crossFit(
  engine: RankEngine,
  cases: readonly RankCase[],
  inputs: number,
  folds: number,
  options: FitOptions,
): Promise<Float64Array[]> {
  const foldOf = divideSets(cases, folds, options.seed);
  const scores: Float64Array[] = new Array(cases.length);
  for (let fold = 0; fold < folds; fold++) {
    const network = await fitRankNetwork(
      engine,
      cases.filter(({set}) => foldOf.get(set) !== fold),
      inputs,
      options,
    );
    const own = Array.from(cases.keys()).filter(i => foldOf.get(cases[i].set) === fold);
    const found = await scoreCases(
      engine,
      network,
      own.map(i => cases[i]),
    );
    for (const [place, i] of own.entries()) scores[i] = found[place];
  }
  return scores;
}

/** Fold of each gene set: all masks of a set are in one. */
function divideSets(cases: readonly RankCase[], folds: number, seed: number): Map<number, number> {
  const sets = Int32Array.from(new Set(cases.map(({set}) => set)));
  const shuffled = createRandom(seed).shuffle(sets);
  return new Map(Array.from(shuffled, (set, i) => [set, i % folds]));
}

/** Mean recall@50 and average precision of rankings by these scores; hidden genes outside the pool count as missed. */
export function scoreRankings(
  cases: readonly Pick<RankCase, 'relevant' | 'hidden'>[],
  scores: readonly Float64Array[],
): {recallAt50: number; averagePrecision: number} {
  const found = cases.map(({relevant, hidden}, i) => {
    const order = Int32Array.from(relevant.keys()).sort((a, b) => scores[i][b] - scores[i][a]);
    const ranks = Array.from(order.keys(), place => place + 1).filter(
      rank => relevant[order[rank - 1]] === 1,
    );
    const missed = new Array(hidden - ranks.length).fill(Number.POSITIVE_INFINITY);
    const all = [...ranks, ...missed];
    return [recallAt(all, 50), averagePrecision(all)];
  });
  const mean = (k: number) => found.reduce((sum, each) => sum + each[k], 0) / found.length;
  return {recallAt50: mean(0), averagePrecision: mean(1)};
}
