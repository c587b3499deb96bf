// The results of one protocol as the page shows them.
import type {ProtocolName} from '../genes/tokens/masking-protocols.ts';
import type {
  MethodResults,
  ProtocolResults,
  ScoreName,
  ScoreResults,
  ScoreSummary,
} from '../scores/score-results.ts';
import {type NamedMethods, nameMethods} from './method-names.ts';

export interface ProtocolView {
  name: ProtocolName;
  results: ProtocolResults;
  /** Method that the others are compared with. */
  reference: string;
  methods: [method: string, results: MethodResults][];
  /** How each method is called. */
  named: NamedMethods;
}

/** A mean with the ends of its interval, null where there is none. */
export interface Estimate {
  value: number | null;
  low: number | null;
  high: number | null;
}

/** Charts and examples show this one: random genes, as many of them as Talk Can Cells? shows. */
const MAIN: ProtocolName = 'shuffled-20';

/** All protocols, in the results' order. */
export function viewProtocols({protocols, methods}: ScoreResults): ProtocolView[] {
  const named = nameMethods(methods);
  return Object.entries(protocols).map(([name, results]) => ({
    name: name as ProtocolName,
    results,
    reference: results.differences.reference,
    methods: Object.entries(results.methods),
    named,
  }));
}

/** The protocol that charts show: random genes, 20 % shown; else the first. */
export function mainView(results: ScoreResults): ProtocolView {
  const views = viewProtocols(results);
  return views.find(({name}) => name === MAIN) ?? views[0];
}

/** A score with its interval. */
export function estimateOf(summary: ScoreSummary | undefined, score: ScoreName): Estimate {
  const [low, high] = summary?.intervals[score] ?? [null, null];
  return {value: summary?.[score] ?? null, low, high};
}

/** A counted score as a share of the sets. */
export function shareOf(summary: ScoreSummary, score: ScoreName): Estimate {
  const {value, low, high} = estimateOf(summary, score);
  const share = (count: number | null) =>
    count === null || summary.sets === 0 ? null : count / summary.sets;
  return {value: share(value), low: share(low), high: share(high)};
}
