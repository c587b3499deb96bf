// Charts of mean scores: recall among the first k genes, and scores by stratum of the test sets.
import type {ScoreName} from '../../scores/score-results.ts';
import type {NamedMethods} from '../method-names.ts';
import {type Estimate, estimateOf, type ProtocolView, shareOf} from '../protocol-view.ts';
import type {StratumRow} from '../score-tables.ts';
import type {StrataKind} from '../strata-rows.ts';
import {type ChartSpec, fullWidth, INK, methodColour, roundUp} from './chart-theme.ts';

/** An estimate where it stands on the x axis. */
interface Mark extends Estimate {
  method: string;
  group: string;
}

/** The cuts of recall@k that are drawn. */
const CUTS: [title: string, score: ScoreName][] = [
  ['k = 10', 'recallAt10'],
  ['k = 50', 'recallAt50'],
  ['k = 100', 'recallAt100'],
];

/** Above as many methods numbers would run into each other; the table has them. */
const MOST_NUMBERED = 5;

/** Recall@k as bars with 95 % intervals, grouped by k. */
export function recallChart({methods, named}: Pick<ProtocolView, 'methods' | 'named'>): ChartSpec {
  const names = methods.map(([method]) => method);
  const groups = CUTS.map(([title]) => title);
  const bars = CUTS.flatMap(([group, score]) =>
    methods.map(([method, scores]): Mark => ({method, group, ...estimateOf(scores, score)})),
  );
  const numbers = {
    transform: [{calculate: 'datum.high === null ? datum.value : datum.high', as: 'top'}],
    mark: {type: 'text' as const, dy: -5, fontSize: 12, baseline: 'bottom' as const},
    encoding: {
      y: {field: 'top', type: 'quantitative' as const},
      text: {field: 'value', type: 'quantitative' as const, format: '.3f'},
      color: {value: INK},
    },
  };
  return {
    ...fullWidth,
    height: 340,
    data: {values: bars},
    encoding: {
      x: {
        field: 'group',
        type: 'nominal',
        sort: groups,
        title: null,
        axis: {labelAngle: 0, labelFontSize: 13, ticks: false},
        scale: {paddingInner: 0.2, paddingOuter: 0.1},
      },
      xOffset: {field: 'method', type: 'nominal', sort: names},
      color: methodColour(names, named),
    },
    layer: [
      {mark: 'bar', encoding: {y: scoreAxis(bars, 'recall@k')}},
      {
        mark: {type: 'rule', strokeWidth: 1.3},
        encoding: {
          y: {field: 'low', type: 'quantitative'},
          y2: {field: 'high'},
          color: {value: INK},
        },
      },
      ...(methods.length <= MOST_NUMBERED ? [numbers] : []),
    ],
  };
}

const STRATUM_TITLES: Record<Exclude<StrataKind, 'libraries'>, string> = {
  strata: 'highest Jaccard to a training set',
  sizes: 'genes in the set',
};

/**
 * Three panels side by side (significant share, recall@50, average precision), one point for each stratum and method
 * shown; all methods by default.
 */
export function strataChart(
  strata: readonly StratumRow[],
  kind: Exclude<StrataKind, 'libraries'>,
  named: NamedMethods,
  shown?: readonly string[],
): ChartSpec {
  const all = strata[0]?.methods.map(([method]) => method) ?? [];
  const names = all.filter(method => shown?.includes(method) ?? true);
  const filled = strata
    .filter(({sets}) => sets > 0)
    .map(row => ({...row, methods: row.methods.filter(([method]) => names.includes(method))}));
  const panels: {score: ScoreName; title: string}[] = [
    {score: 'significant', title: 'share of sets significant'},
    {score: 'recallAt50', title: 'recall@50'},
    {score: 'averagePrecision', title: 'mean average precision'},
  ];
  return {
    spacing: 34,
    hconcat: panels.map(({score, title}) =>
      strataPanel(
        title,
        STRATUM_TITLES[kind],
        methodColour(names, named, {}, all),
        readStrata(filled, score),
      ),
    ),
  } as ChartSpec;
}

/** Label and number of sets of a stratum, parted for two lines below the axis. */
function readStrata(strata: readonly StratumRow[], score: ScoreName): Mark[] {
  const read = score === 'significant' ? shareOf : estimateOf;
  return strata.flatMap(({label, sets, methods}) =>
    methods.map(([method, scores]) => ({
      ...{method, group: `${label}|n ${sets}`},
      ...read(scores, score),
    })),
  );
}

function strataPanel(
  title: string,
  xTitle: string,
  color: ReturnType<typeof methodColour>,
  values: Mark[],
) {
  const xOffset = {
    field: 'method',
    type: 'nominal',
    sort: color.scale.domain,
    scale: {paddingOuter: 1.2},
  };
  return {
    title,
    width: 287,
    height: 240,
    data: {values},
    encoding: {
      x: {
        field: 'group',
        type: 'nominal',
        sort: [...new Set(values.map(({group}) => group))],
        title: xTitle,
        axis: {
          labelAngle: 0,
          labelExpr: "split(datum.value, '|')",
          labelFontSize: 11.5,
          labelLineHeight: 15,
          ticks: false,
        },
      },
      xOffset,
      color,
    },
    layer: [
      {
        mark: {type: 'rule', strokeWidth: 2, strokeOpacity: 0.5},
        encoding: {y: {field: 'low', type: 'quantitative'}, y2: {field: 'high'}},
      },
      {
        mark: {type: 'point', filled: true, size: 50, opacity: 1},
        encoding: {y: scoreAxis(values, null)},
      },
    ],
  };
}

/** From 0 to a round number above all values, so that the axis ends on a tick. */
function scoreAxis(marks: Mark[], title: string | null) {
  const highest = Math.max(0, ...marks.map(({value, high}) => high ?? value ?? 0));
  return {
    field: 'value',
    type: 'quantitative' as const,
    title,
    scale: {domain: [0, roundUp(highest)], nice: false},
    axis: {tickCount: 5},
  };
}
