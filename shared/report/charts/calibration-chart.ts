// A reliability diagram: what was predicted against what came true, on a diagonal where both are equal.
import type {OutcomeBin} from '../../scores/calibration.ts';
import {type ChartSpec, INK, MUTED, roundUp} from './chart-theme.ts';

const SIDE = 400;

/** One point a bin, with the 95 % interval of its actual rate; both axes alike, in percent. */
export function calibrationChart(bins: readonly OutcomeBin[]): ChartSpec {
  const values = bins.map(({predicted, actual, count, interval}) => ({
    ...{predicted, actual, count},
    low: interval?.[0] ?? actual,
    high: interval?.[1] ?? actual,
  }));
  const most = roundUp(
    Math.max(0, ...values.map(({predicted, high}) => Math.max(predicted, high))),
  );
  const domain = [0, Math.min(1, most)];
  const axis = {format: '.0%', tickCount: 6, grid: true};
  const scale = {domain, nice: false};
  return {
    width: SIDE,
    height: SIDE,
    data: {values},
    encoding: {
      x: {field: 'predicted', type: 'quantitative', title: 'chance stated', scale, axis},
      color: {value: '#0072b2'},
    },
    layer: [
      {
        data: {values: domain.map(end => ({predicted: end, actual: end}))},
        mark: {type: 'line', strokeDash: [5, 4], strokeWidth: 1.4},
        encoding: {
          y: {
            field: 'actual',
            type: 'quantitative',
            title: 'genes that were hidden ones',
            scale,
            axis,
          },
          color: {value: MUTED},
        },
      },
      {
        mark: {type: 'rule', strokeWidth: 1.6, strokeOpacity: 0.7},
        encoding: {
          y: {field: 'low', type: 'quantitative', scale},
          y2: {field: 'high'},
          color: {value: INK},
        },
      },
      {
        mark: {type: 'point', filled: true, size: 70, opacity: 1},
        encoding: {y: {field: 'actual', type: 'quantitative', scale}},
      },
    ],
  };
}
