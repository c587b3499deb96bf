// Where a lookup is as good: the differences from it by likeness to training, and what they say in words.
import type {PairedDifference} from '../scores/paired-difference.ts';
import type {ScoreSummary, SetScore} from '../scores/score-results.ts';
import {isWithin} from '../scores/strata.ts';
import {countText} from '../text/number-text.ts';
import {
  type Compare,
  type LeadMethods,
  type LeadScore,
  listLeads,
  type Verdict,
  verdictOf,
} from './lead-methods.ts';
import {joinWords, type NamedMethods} from './method-names.ts';
import type {ProtocolView} from './protocol-view.ts';
import {strataRows} from './strata-rows.ts';

/** A protocol with what compares its methods. */
export interface ComparedView {
  view: ProtocolView;
  compare: Compare;
}

export interface LookupStratum {
  /** Bounds of the highest Jaccard similarity to a training set, in words. */
  label: string;
  sets: number;
  /** Scores of the leads. */
  scores: Map<string, ScoreSummary>;
  /** Each method but the lookup, less the lookup. */
  differences: {method: string; by: Record<LeadScore, PairedDifference>}[];
}

/** The methods that are held against the lookup, the model first. */
export function rivalsOf(leads: LeadMethods): string[] {
  const {lookup} = leads;
  return lookup === undefined ? [] : listLeads(leads).filter(method => method !== lookup);
}

/** The strata that hold sets, least like training first. */
export function lookupStrata(leads: LeadMethods, {view, compare}: ComparedView): LookupStratum[] {
  const bounds = view.methods[0][1].strata.map(({jaccard}) => jaccard);
  return strataRows(view, 'strata')
    .map((row, i): LookupStratum => {
      const within = ({maxJaccard}: SetScore) => isWithin(maxJaccard, bounds[i]);
      const less = (method: string, score: LeadScore) =>
        compare(method, leads.lookup!, score, within);
      const differences = rivalsOf(leads).map(method => ({
        method,
        by: {recallAt50: less(method, 'recallAt50'), significant: less(method, 'significant')},
      }));
      return {label: row.label, sets: row.sets, scores: new Map(row.methods), differences};
    })
    .filter(({sets}) => sets > 0);
}

/** "By recall@50, a lookup is as good … on the 13 sets of Jaccard < 0.1; …": one clause a verdict, nothing of no rival. */
export function lookupSentence(
  strata: readonly LookupStratum[],
  score: LeadScore,
  named: NamedMethods,
): string {
  const [model] = strata[0]?.differences ?? [];
  if (!model) return '';
  const name = named[model.method].phrase;
  const clauses: [Verdict, string][] = [
    ['better', `${name} is better than a lookup`],
    ['even', `a lookup is as good as ${name}`],
    ['worse', `a lookup is better than ${name}`],
    ['unknown', 'there are too few sets to say'],
  ];
  const said = clauses.flatMap(([verdict, clause]) => {
    const where = strata.filter(({differences}) => verdictOf(differences[0].by[score]) === verdict);
    if (where.length === 0) return [];
    return [
      `${clause} where the nearest training set has a Jaccard similarity ${placesText(where)}`,
    ];
  });
  return `${said.join('; ')}.`;
}

function placesText(strata: readonly LookupStratum[]): string {
  return joinWords(
    strata.map(({label, sets}) => {
      const bound = /^[<≥]/.test(label) ? label : `of ${label}`;
      return `${bound} (${countText(sets)} ${sets === 1 ? 'set' : 'sets'})`;
    }),
  );
}
