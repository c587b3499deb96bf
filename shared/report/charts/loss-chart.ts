// Training and validation loss over the steps of a training.
import {batchesOf} from '../../stats/batches-of.ts';
import {type ChartSpec, fullWidth} from './chart-theme.ts';

/** A point of the loss curve; losses are means in nats for each predicted gene. */
export interface LossPoint {
  step: number;
  trainingLoss: number | null;
  validationLoss: number | null;
}

interface Point {
  series: string;
  step: number;
  loss: number;
}

/** Training losses are noisy and many: at most this many means of equal stretches are drawn. */
const MOST_POINTS = 300;
const SERIES = {domain: ['training', 'validation'], range: ['#56b4e9', '#0072b2']};

/** The loss curve; validation losses are drawn as they are, with dots. */
export function lossChart(points: readonly LossPoint[]): ChartSpec {
  const training = points.flatMap(({step, trainingLoss}) =>
    trainingLoss === null ? [] : [{series: 'training', step, loss: trainingLoss}],
  );
  const validation = points.flatMap(({step, validationLoss}) =>
    validationLoss === null ? [] : [{series: 'validation', step, loss: validationLoss}],
  );
  return {
    ...fullWidth,
    height: 320,
    encoding: {
      x: {
        field: 'step',
        type: 'quantitative',
        title: 'training step',
        scale: {nice: false},
        axis: {format: ',d', tickCount: 10},
      },
      y: {
        field: 'loss',
        type: 'quantitative',
        title: 'loss (nats per gene)',
        scale: {zero: false},
        axis: {tickCount: 6},
      },
      color: {field: 'series', type: 'nominal', title: null, scale: SERIES},
    },
    layer: [
      {data: {values: averageStretches(training)}, mark: {type: 'line', strokeWidth: 1.6}},
      {
        data: {values: validation},
        mark: {type: 'line', strokeWidth: 2.2, point: {filled: true, size: 36}},
      },
    ],
  };
}

function averageStretches(points: Point[]): Point[] {
  const length = Math.ceil(points.length / MOST_POINTS);
  if (length <= 1) return points;
  return Array.from(batchesOf(points, length), stretch => {
    const loss = stretch.reduce((sum, point) => sum + point.loss, 0) / stretch.length;
    return {...stretch[Math.floor(stretch.length / 2)], loss};
  });
}
