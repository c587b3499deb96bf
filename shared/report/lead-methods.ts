// The methods that the page's story compares (the model, the GPT, a plain lookup), and how they differ on the same sets.
import {type PairedDifference, pairedDifference} from '../scores/paired-difference.ts';
import type {ScoreResults, SetScore} from '../scores/score-results.ts';
import type {ProtocolView} from './protocol-view.ts';

/** Names of the stages that make them. */
const COMBINED = ['stack-models', 'mix-models'];
const GPT = 'train-gpt';
const LOOKUP = 'train-nearest-sets';

export interface LeadMethods {
  /** The stack of models, or their mixture, where there is one, else the method of highest mean recall@50; may be one of the others. */
  model: string;
  /** Undefined where no GPT was scored. */
  gpt?: string;
  /** Undefined where no lookup was scored. */
  lookup?: string;
}

/** Chooses them among the methods of a protocol. */
export function leadMethods({methods}: Pick<ProtocolView, 'methods'>): LeadMethods {
  const names = methods.map(([method]) => method);
  const [[ahead]] = methods.toSorted(([, a], [, b]) => (b.recallAt50 ?? 0) - (a.recallAt50 ?? 0));
  return {
    model: COMBINED.find(name => names.includes(name)) ?? ahead,
    ...(names.includes(GPT) && {gpt: GPT}),
    ...(names.includes(LOOKUP) && {lookup: LOOKUP}),
  };
}

/** Each of them once, the model first. */
export function listLeads({model, gpt, lookup}: LeadMethods): string[] {
  return [...new Set([model, gpt, lookup])].filter(method => method !== undefined);
}

export type LeadScore = 'recallAt50' | 'significant';

/** What decides between a method and the lookup, on all sets or on those that `within` takes. */
export type Compare = (
  method: string,
  lookup: string,
  score: LeadScore,
  within?: (score: SetScore) => boolean,
) => PairedDifference;

/** Compares methods under one protocol, by all its seeds; shares of significant sets for `significant`. */
export function createCompare(
  scores: readonly SetScore[],
  {name}: Pick<ProtocolView, 'name'>,
  {significance, bootstrap}: ScoreResults['provenance'],
): Compare {
  const own = scores.filter(({protocol}) => protocol === name);
  const of = (method: string) => own.filter(score => score.method === method);
  const readers: Record<LeadScore, (score: SetScore) => number> = {
    recallAt50: score => score.recallAt50,
    significant: ({qValue}) => Number(qValue <= significance),
  };
  return (method, lookup, score, within = () => true) =>
    pairedDifference(
      [of(method).filter(within), of(lookup).filter(within)],
      readers[score],
      bootstrap,
    );
}

export type Verdict = 'better' | 'worse' | 'even' | 'unknown';

/** Which side of 0 the whole interval is on; unknown where there is none. */
export function verdictOf({interval}: Pick<PairedDifference, 'interval'>): Verdict {
  if (!interval) return 'unknown';
  const [low, high] = interval;
  if (low > 0) return 'better';
  return high < 0 ? 'worse' : 'even';
}
