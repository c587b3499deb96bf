// The strata of a protocol as tables and charts take them: one entry a stratum, with every method in it.
import type {MethodResults, ScoreSummary} from '../scores/score-results.ts';
import type {ProtocolView} from './protocol-view.ts';
import type {StratumRow} from './score-tables.ts';

export type StrataKind = 'strata' | 'sizes' | 'libraries';

/** The strata of one kind, in their order, empty ones included. */
export function strataRows({methods}: ProtocolView, kind: StrataKind): StratumRow[] {
  const [, first] = methods[0];
  return first[kind].map((stratum, i) => ({
    label: labelOf(stratum),
    sets: stratum.sets,
    methods: methods.map(([method, results]): [string, ScoreSummary] => [method, results[kind][i]]),
  }));
}

function labelOf(stratum: MethodResults[StrataKind][number]): string {
  if ('library' in stratum) return stratum.library;
  if ('size' in stratum) {
    const [least, most] = stratum.size;
    if (most === null) return `≥ ${least}`;
    return least <= 1 ? `≤ ${most}` : `${least}–${most}`;
  }
  return stratumLabel(stratum.jaccard);
}

/** Bounds of a Jaccard stratum: "< 0.1", "0.1–0.2", "≥ 0.5". */
export function stratumLabel([from, below]: readonly [from: number, below: number]): string {
  if (from === 0) return `< ${below}`;
  return below === 1 ? `≥ ${from}` : `${from}–${below}`;
}
