// Expression by rank, as it is and as the line that sentences are read back by has it.
import {type ChartSpec, fullWidth} from '../charts/chart-theme.ts';

export interface RankLinePlot {
  slope: number;
  intercept: number;
  /** 0-based ranks from..to and the mean and deviation of log10(1 + expression) there. */
  bins: readonly {firstRank: number; lastRank: number; mean: number; deviation: number}[];
}

/** Points of the line drawn. */
const LINE_POINTS = 60;

/** Bins as points with a bar of one deviation each way, the line across them. */
export function rankLineChart({slope, intercept, bins}: RankLinePlot): ChartSpec {
  const points = bins.map(({firstRank, lastRank, mean, deviation}) => ({
    rank: Math.sqrt((1 + firstRank) * (1 + lastRank)),
    mean,
    low: mean - deviation,
    high: mean + deviation,
  }));
  const last = Math.max(10, ...bins.map(({lastRank}) => 1 + lastRank));
  const line = Array.from({length: LINE_POINTS}, (_, i) => {
    const rank = last ** (i / (LINE_POINTS - 1));
    return {rank, mean: Math.max(0, intercept + slope * Math.log10(rank))};
  });
  const x = {
    field: 'rank',
    type: 'quantitative' as const,
    title: '1 + rank of the gene within its cell',
    scale: {type: 'log' as const, nice: false},
    axis: {format: ',d', tickCount: 6},
  };
  const y = {field: 'mean', type: 'quantitative' as const, title: 'log10(1 + expression)'};
  return {
    ...fullWidth,
    height: 320,
    layer: [
      {
        data: {values: points},
        mark: {type: 'rule', color: '#56b4e9', strokeWidth: 2},
        encoding: {x, y: {...y, field: 'low'}, y2: {field: 'high'}},
      },
      {
        data: {values: points},
        mark: {type: 'circle', color: '#0072b2', size: 50, opacity: 1},
        encoding: {x, y},
      },
      {
        data: {values: line},
        mark: {type: 'line', color: '#d55e00', strokeWidth: 2, clip: true},
        encoding: {x, y},
      },
    ],
  };
}
