// From scores of a group and of its resamples to estimates with intervals, and their means over groups.
import {type Estimate, INTERVAL_LEVEL, type Interval, quantile} from '../../stats/bootstrap.ts';
import {createRandom} from '../../stats/random.ts';
import type {ResponseScores} from './perturbation-scores.ts';
import type {TrialScores} from './score-trial.ts';

/** Scores of a group as a list of numbers, NaN for none: four, the energy distance, then recovery at each k. */
type ScoreList = Float64Array;

/** A group's scores and those of its resamples, none where there are none. */
export interface Resampled {
  score: ScoreList;
  resamples: ScoreList[];
}

/** Least and greatest value of each score in the list. */
const RANGES: Interval[] = [
  [-1, 1],
  [-1, 1],
  [0, 1],
  [-Infinity, Infinity],
  [-Infinity, Infinity],
];
const SHARE: Interval = [0, 1];

export function listScores(scores: TrialScores): ScoreList {
  const {pearson, pearsonChanged, direction, slope, energyDistance, recovery} = scores;
  return Float64Array.of(pearson, pearsonChanged, direction, slope, energyDistance, ...recovery);
}

/** Plain mean of lists, score by score, over those that have the score. */
export function meanList(lists: readonly ScoreList[]): ScoreList {
  return lists[0].map((_, i) => {
    const known = lists.map(list => list[i]).filter(value => !Number.isNaN(value));
    return known.reduce((a, b) => a + b, 0) / known.length;
  });
}

/** The mean over groups, resample by resample. */
export function meanOfGroups(groups: readonly Resampled[]): Resampled {
  const shared = Math.min(...groups.map(({resamples}) => resamples.length));
  return {
    score: meanList(groups.map(({score}) => score)),
    resamples: Array.from({length: shared}, (_, r) =>
      meanList(groups.map(({resamples}) => resamples[r])),
    ),
  };
}

/**
 * Means over groups by method, with resamples of the groups themselves. A method that has no answer for a drawn group is
 * averaged over the others.
 */
export function resampleGroups(
  groups: readonly ReadonlyMap<string, Resampled>[],
  {resamples, seed}: {resamples: number; seed: number},
): Map<string, Resampled> {
  const draws = Array.from({length: resamples}, (_, resample) => {
    const random = createRandom(seed, resample);
    return groups.map(() => random.int(groups.length));
  });
  const names = new Set(groups.flatMap(own => [...own.keys()]));
  return new Map(
    Array.from(names, name => {
      const none = new Float64Array(0);
      const lists = groups.map(own => own.get(name)?.score ?? none);
      const known = lists.filter(list => list.length > 0);
      const drawn = draws.map(draw => draw.map(place => lists[place]).filter(l => l.length > 0));
      return [
        name,
        {score: meanList(known), resamples: drawn.filter(own => own.length > 0).map(meanList)},
      ];
    }),
  );
}

/** Estimates by name; `recoverAt` are the k of the list's recoveries. */
export function estimateScores(group: Resampled, recoverAt: readonly number[]): ResponseScores {
  const estimates = Array.from(group.score, (value, i) =>
    estimate(
      value,
      Float64Array.from(group.resamples, list => list[i]),
      RANGES[i] ?? SHARE,
    ),
  );
  const [pearson, pearsonChanged, direction, slope, energyDistance, ...recovery] = estimates;
  return {
    ...{pearson, pearsonChanged, direction, slope, energyDistance},
    recovery: recovery.map((each, i) => ({k: recoverAt[i], ...each})),
  };
}

/**
 * The score and an interval as wide as that of the resamples, its middle (their median) moved to the score: a resample
 * repeats cells, so it is noisier than the cells themselves and agrees less with anything.
 */
function estimate(value: number, resampled: Float64Array, [least, most]: Interval): Estimate {
  if (!Number.isFinite(value)) return {value: null, interval: null};
  const known = resampled.filter(score => !Number.isNaN(score)).sort();
  if (known.length === 0) return {value, interval: null};
  const move = value - quantile(known, 0.5);
  const [low, high] = [(1 - INTERVAL_LEVEL) / 2, (1 + INTERVAL_LEVEL) / 2].map(
    share => quantile(known, share) + move,
  );
  return {value, interval: [Math.max(least, low), Math.min(most, high)]};
}
