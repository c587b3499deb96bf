// −log10 p of every test set, sorted: how many sets a method completes beyond chance, and by how much.
import type {SetScore} from '../../scores/score-results.ts';
import {countText} from '../../text/number-text.ts';
import type {NamedMethods} from '../method-names.ts';
import {type ChartSpec, fullWidth, MUTED, methodColour} from './chart-theme.ts';

export interface PValueChartOptions {
  /** In the order of the legend; the first, which the others are compared with, is drawn heavier. */
  methods: readonly string[];
  named: NamedMethods;
  significance: number;
}

interface CurvePoint {
  method: string;
  rank: number;
  minusLog10P: number;
}

/** Points of a curve at most; more sets than this are thinned evenly. */
const MOST_POINTS = 400;
/** Ticks of an axis that is linear below 1 and logarithmic above. */
const TICKS = [0, 1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000, 2000];

/** One falling curve for each method over its scores of one protocol and seed; its dot is the last set that Benjamini–Hochberg keeps. */
export function pValueChart(
  scores: readonly SetScore[],
  {methods, named, significance}: PValueChartOptions,
): ChartSpec {
  const curves = methods.map(method => sortByPValue(scores, method));
  const kept = curves.map(curve => curve.filter(({qValue}) => qValue <= significance).length);
  const points = curves.flatMap(curve => thin(toPoints(curve)));
  const legend = methods.map((method, i) => [method, ` (${countText(kept[i])})`]);
  return {
    ...fullWidth,
    height: 400,
    encoding: {
      x: {
        field: 'rank',
        type: 'quantitative',
        title: 'test sets, most significant first (rank)',
        scale: {nice: false, domainMin: 0},
        axis: {tickCount: 10, format: ',d'},
      },
      y: {
        field: 'minusLog10P',
        type: 'quantitative',
        title: '−log₁₀ p (Fisher’s exact test)',
        scale: {type: 'symlog', constant: 1, nice: false},
        axis: {values: TICKS},
      },
      color: methodColour(methods, named, Object.fromEntries(legend)),
    },
    layer: [
      thresholdLine(significance),
      lines(
        points.filter(({method}) => method !== methods[0]),
        1.8,
      ),
      lines(
        points.filter(({method}) => method === methods[0]),
        3.5,
      ),
      {
        data: {
          values: curves.flatMap((curve, i) =>
            toPoints(curve).slice(Math.max(0, kept[i] - 1), kept[i]),
          ),
        },
        mark: {
          type: 'point',
          filled: true,
          size: 90,
          stroke: 'white',
          strokeWidth: 1.5,
          opacity: 1,
        },
      },
    ],
  };
}

function thresholdLine(significance: number) {
  return {
    data: {values: [{minusLog10P: -Math.log10(significance)}]},
    mark: {type: 'rule' as const, strokeDash: [4, 4]},
    encoding: {
      x: {value: 0},
      x2: {value: 'width' as const},
      color: {value: MUTED},
    },
  };
}

function lines(values: CurvePoint[], strokeWidth: number) {
  return {data: {values}, mark: {type: 'line' as const, strokeWidth}};
}

function sortByPValue(scores: readonly SetScore[], method: string): SetScore[] {
  return scores
    .filter(score => score.method === method)
    .sort((a, b) => a.log10PValue - b.log10PValue || a.setId - b.setId);
}

function toPoints(curve: SetScore[]): CurvePoint[] {
  return curve.map(({method, log10PValue}, i) => ({
    method,
    rank: i + 1,
    minusLog10P: Math.abs(log10PValue),
  }));
}

function thin(points: CurvePoint[]): CurvePoint[] {
  if (points.length <= MOST_POINTS) return points;
  const step = (points.length - 1) / (MOST_POINTS - 1);
  return Array.from({length: MOST_POINTS}, (_, i) => points[Math.round(i * step)]);
}
