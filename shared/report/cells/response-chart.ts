// Recovery of differentially expressed genes by type and method, as points with intervals.
import type {MethodScores} from '../../cells/perturbations/perturbation-scores.ts';
import {type ChartSpec, fullWidth, methodScale} from '../charts/chart-theme.ts';

/** Place of the recovery that stands for the others: the middle one of the numbers of genes. */
export function shownRecovery({mean: {recovery}}: MethodScores): number {
  return Math.floor(recovery.length / 2);
}

/** The shown recovery; the ceiling last. `types`: names of the groups, in their order. */
export function responseChart(
  types: readonly string[],
  methods: Record<string, MethodScores>,
): ChartSpec {
  const names = Object.keys(methods);
  const {recovery} = Object.values(methods)[0].mean;
  const cut = shownRecovery(Object.values(methods)[0]);
  const values = Object.entries(methods).flatMap(([method, {groups}]) =>
    groups.flatMap((scores, i) => {
      if (!scores) return [];
      const {value, interval} = scores.recovery[cut];
      return [{method, type: types[i], value, low: interval?.[0], high: interval?.[1]}];
    }),
  );
  const x = {
    field: 'type',
    type: 'nominal' as const,
    sort: [...types],
    title: null,
    axis: {labelAngle: 0, ticks: false, labelLimit: 150},
  };
  const scale = {domain: [0, 1], nice: false};
  return {
    ...fullWidth,
    height: 320,
    data: {values},
    encoding: {
      x,
      xOffset: {field: 'method', type: 'nominal', sort: names, scale: {paddingOuter: 1.2}},
      color: {
        field: 'method',
        type: 'nominal',
        title: null,
        scale: methodScale(names, method => method === 'no change'),
        legend: {columns: 5, symbolOpacity: 1},
      },
    },
    layer: [
      {
        mark: {type: 'rule', strokeWidth: 2, strokeOpacity: 0.5},
        encoding: {y: {field: 'low', type: 'quantitative', scale}, y2: {field: 'high'}},
      },
      {
        mark: {type: 'point', filled: true, size: 60, opacity: 1},
        encoding: {
          y: {field: 'value', type: 'quantitative', title: `recovery@${recovery[cut].k}`, scale},
        },
      },
    ],
  };
}
