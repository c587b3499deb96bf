// How much better one method is than another on the same sets, with a bootstrap interval over sets.
import {type Bootstrap, meanOf} from '../stats/bootstrap.ts';
import type {Interval, SetScore} from './score-results.ts';
import {LEAST_SETS} from './summarize-scores.ts';

export interface PairedDifference {
  sets: number;
  /** Mean of the one's values less the other's; null where no set has both. */
  value: number | null;
  /** Null for fewer than ten sets, or where no resamples were asked for. */
  interval: Interval | null;
}

/** The one's scores less the other's, both of one protocol, the seeds of a set averaged first. */
export function pairedDifference(
  [one, other]: readonly [readonly SetScore[], readonly SetScore[]],
  read: (score: SetScore) => number,
  bootstrapOf: (sets: number) => Bootstrap,
): PairedDifference {
  const [a, b] = [averageBySet(one, read), averageBySet(other, read)];
  const common = [...a.keys()].filter(setId => b.has(setId));
  const differences = Float64Array.from(common, setId => a.get(setId)! - b.get(setId)!);
  const sets = common.length;
  const interval = sets >= LEAST_SETS ? bootstrapOf(sets)(differences) : undefined;
  return {sets, value: sets > 0 ? meanOf(differences) : null, interval: interval ?? null};
}

function averageBySet(
  scores: readonly SetScore[],
  read: (score: SetScore) => number,
): Map<number, number> {
  const values = new Map<number, number[]>();
  for (const score of scores) {
    const own = values.get(score.setId);
    if (own) own.push(read(score));
    else values.set(score.setId, [read(score)]);
  }
  return new Map([...values].map(([setId, own]) => [setId, meanOf(Float64Array.from(own))]));
}
