// A histogram of test sets by their likeness to training.
import type {LikenessBin} from '../../stats/likeness.ts';
import {type ChartSpec, fullWidth, INK} from './chart-theme.ts';

/** Bars of the number of test sets; those from `nearTwin` on (a Jaccard similarity) stand out. */
export function leakageChart(bins: readonly LikenessBin[], nearTwin: number): ChartSpec {
  const values = bins.map(bin => ({...bin, near: bin.from >= nearTwin - 1e-9}));
  return {
    ...fullWidth,
    height: 280,
    data: {values},
    encoding: {
      x: {
        field: 'label',
        type: 'nominal',
        sort: bins.map(({label}) => label),
        title: 'Jaccard similarity to the nearest training set',
        axis: {labelAngle: 0, ticks: false},
        scale: {paddingInner: 0.12, paddingOuter: 0.1},
      },
      y: {field: 'count', type: 'quantitative', title: 'test sets', axis: {tickMinStep: 1}},
    },
    layer: [
      {
        mark: 'bar',
        encoding: {color: {condition: {test: 'datum.near', value: '#d55e00'}, value: '#0072b2'}},
      },
      {
        mark: {type: 'text', dy: -5, fontSize: 12, baseline: 'bottom'},
        encoding: {
          text: {field: 'count', type: 'quantitative', format: ',d'},
          color: {value: INK},
        },
      },
    ],
  };
}
