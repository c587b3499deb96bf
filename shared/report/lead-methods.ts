// The methods that the page's story compares (the model, a language model, a plain lookup), and how they differ on the same sets.

import type {MethodRole} from '../scores/method-roles.ts';
import {type PairedDifference, pairedDifference} from '../scores/paired-difference.ts';
import type {ScoreResults, SetScore} from '../scores/score-results.ts';
import {keepBootstraps} from '../stats/bootstrap.ts';
import {groupBy} from '../stats/group-by.ts';
import type {ProtocolView} from './protocol-view.ts';

export interface LeadMethods {
  /** The first ensemble, where there is one, else the method of highest mean recall@50; may be one of the others. */
  model: string;
  /** Undefined where none was scored. */
  languageModel?: string;
  /** Undefined where none was scored. */
  lookup?: string;
}

/** Chooses them among the methods of a protocol, by their roles. */
export function leadMethods({
  methods,
  named,
}: Pick<ProtocolView, 'methods' | 'named'>): LeadMethods {
  const first = (role: MethodRole) => methods.find(([method]) => named[method].role === role)?.[0];
  const [[ahead]] = methods.toSorted(([, a], [, b]) => (b.recallAt50 ?? 0) - (a.recallAt50 ?? 0));
  const [languageModel, lookup] = [first('language model'), first('lookup')];
  return {
    model: first('ensemble') ?? ahead,
    ...(languageModel !== undefined && {languageModel}),
    ...(lookup !== undefined && {lookup}),
  };
}

/** Each of them once, the model first. */
export function listLeads({model, languageModel, lookup}: LeadMethods): string[] {
  return [...new Set([model, languageModel, lookup])].filter(method => method !== undefined);
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
  const byMethod = groupBy(
    scores.filter(({protocol}) => protocol === name),
    ({method}) => method,
  );
  const of = (method: string) => byMethod.get(method) ?? [];
  const bootstrapOf = keepBootstraps(bootstrap);
  const readers: Record<LeadScore, (score: SetScore) => number> = {
    recallAt50: score => score.recallAt50,
    significant: ({qValue}) => Number(qValue <= significance),
  };
  return (method, lookup, score, within = () => true) =>
    pairedDifference(
      [of(method).filter(within), of(lookup).filter(within)],
      readers[score],
      bootstrapOf,
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
