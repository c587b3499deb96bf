// Fits a mixture's weights on validation sets: coordinate ascent on recall@50 and average precision, first one set of
// weights for all prompts, then one for each knot of similarity.
import {averagePrecision, recallAt} from '../../../stats/ranking-scores.ts';
import {ranksOf} from '../../../stats/score-order.ts';
import type {MixtureCase} from './mixture-case.ts';
import {weightsAt} from './mixture-completer.ts';

export interface MixtureFit {
  /** Ascending similarities, shape (knots). */
  knots: number[];
  /** Shape (knots, members), rows summing to 1. */
  weights: number[][];
  /** Mean of (recall@50 + average precision) / 2 over the cases. */
  score: number;
  /** The score of each member alone, shape (members). */
  alone: number[];
}

/** Weight moved from one member to another in one try, coarse to fine. */
const MOVES = [0.3, 0.1, 0.05];
/** A better score by less than this is luck of the validation sets, not worth a more complicated mixture. */
const LEAST_GAIN = 2e-4;
const RECALL_CUT = 50;

/** Knots at quantiles of the cases' similarities; `count` 1 makes the weights constant. */
export function placeKnots(cases: readonly MixtureCase[], count: number): number[] {
  const sorted = Float64Array.from(cases, ({similarity}) => similarity).sort();
  const knots = Array.from({length: count}, (_, i) => {
    const at = count === 1 ? 0.5 : 0.1 + (0.8 * i) / (count - 1);
    return sorted[Math.round(at * (sorted.length - 1))];
  });
  return knots.filter((knot, i) => i === 0 || knot > knots[i - 1]);
}

/** Hears of every mixture that was tried: in which of `rounds` rounds, how many so far, and the best score. */
type OnTry = (round: number, rounds: number, tried: number, best: number) => void;

/** A case as every try looks at it: its hidden genes are listed once, not for each of hundreds of mixtures. */
interface ScoredCase extends Pick<MixtureCase, 'similarity' | 'shares'> {
  /** Places of the hidden genes among the candidates. */
  wanted: Int32Array;
  /** Scores by weights: a move at one knot leaves the cases beyond the knots beside it as they were. */
  known: Map<string, number>;
}

/** Fits the weights of all members; needs at least one case. */
export function fitMixture(
  given: readonly MixtureCase[],
  knotCount: number,
  onTry: OnTry = () => {},
): MixtureFit {
  let tried = 0;
  const hear = (climbed: number) => (round: number, best: number) => {
    tried++;
    onTry(climbed * MOVES.length + round, 2 * MOVES.length, tried, best);
  };
  const cases = given.map(({similarity, shares, relevant}) => {
    const wanted = Int32Array.from(relevant.keys()).filter(i => relevant[i]);
    return {similarity, shares, wanted, known: new Map<string, number>()};
  });
  const members = cases[0].shares.length;
  const knots = placeKnots(given, knotCount);
  const alone = Array.from({length: members}, (_, m) => scoreAll(cases, [0], [unit(members, m)]));
  const best = alone.indexOf(Math.max(...alone));
  const constant = climb([unit(members, best)], weights => scoreAll(cases, [0], weights), hear(0));
  const start = knots.map(() => constant.weights[0].slice());
  const fitted = climb(start, weights => scoreAll(cases, knots, weights), hear(1));
  return {knots, ...fitted, alone};
}

/** Moves weight between pairs of members, row by row, as long as the score gains. */
function climb(
  start: number[][],
  score: (weights: number[][]) => number,
  hear: (round: number, best: number) => void,
): {weights: number[][]; score: number} {
  let best = {weights: start, score: score(start)};
  for (const [round, move] of MOVES.entries()) {
    for (let improved = true; improved; ) {
      improved = false;
      for (const weights of neighbours(best.weights, move)) {
        const found = score(weights);
        hear(round, best.score);
        if (found <= best.score + LEAST_GAIN) continue;
        best = {weights, score: found};
        improved = true;
      }
    }
  }
  return best;
}

function* neighbours(weights: number[][], move: number): Generator<number[][]> {
  for (const [k, row] of weights.entries()) {
    for (const [from, held] of row.entries()) {
      const moved = Math.min(move, held);
      if (moved <= 0) continue;
      for (let to = 0; to < row.length; to++) {
        if (to === from) continue;
        const changed = row.slice();
        changed[from] -= moved;
        changed[to] += moved;
        yield weights.map((other, at) => (at === k ? changed : other));
      }
    }
  }
}

/** Mean of (recall@50 + average precision) / 2 under these weights. */
function scoreAll(cases: readonly ScoredCase[], knots: number[], weights: number[][]): number {
  let sum = 0;
  for (const each of cases) sum += scoreCase(each, weightsAt({knots, weights}, each.similarity));
  return sum / cases.length;
}

function scoreCase({shares, wanted, known}: ScoredCase, weights: number[]): number {
  const key = weights.join();
  const found = known.get(key);
  if (found !== undefined) return found;
  const ranks = ranksOf(mix(shares, weights), wanted);
  const score = (recallAt(ranks, RECALL_CUT) + averagePrecision(ranks)) / 2;
  known.set(key, score);
  return score;
}

/** Weighted sum of the members' rows, shape (n). */
export function mix(shares: readonly Float64Array[], weights: readonly number[]): Float64Array {
  const mixed = new Float64Array(shares[0].length);
  for (const [m, row] of shares.entries()) {
    if (weights[m] === 0) continue;
    for (let i = 0; i < mixed.length; i++) mixed[i] += weights[m] * row[i];
  }
  return mixed;
}

function unit(length: number, at: number): number[] {
  return Array.from({length}, (_, i) => Number(i === at));
}
