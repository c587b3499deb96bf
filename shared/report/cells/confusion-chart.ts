// The confusion matrix as a heat map: which types are taken for which.
import {type ChartSpec, INK} from '../charts/chart-theme.ts';

/** Width and height of a cell in pixels, and the most that the matrix may measure. */
const CELL = 64;
const MOST = 760;
/** Column of predictions that name no type. */
const NO_TYPE = 'no type';

/**
 * One row a true type, one column a predicted one, shaded by share of the row and labelled with counts. `confusion`:
 * shape (types, types + 1), the last column predictions of no type, which is left out where empty.
 */
export function confusionChart(
  types: readonly string[],
  confusion: readonly (readonly number[])[],
): ChartSpec {
  const unnamed = confusion.some(row => row[types.length] > 0);
  const columns = unnamed ? [...types, NO_TYPE] : [...types];
  const values = confusion.flatMap((row, actual) => {
    const total = row.reduce((a, b) => a + b, 0);
    return columns.map((predicted, column) => ({
      actual: types[actual],
      predicted,
      count: row[column],
      share: total === 0 ? 0 : row[column] / total,
    }));
  });
  const side = (count: number) => Math.min(MOST, CELL * count);
  return {
    width: side(columns.length),
    height: side(types.length) * 0.6,
    data: {values},
    encoding: {
      x: {
        field: 'predicted',
        type: 'nominal',
        sort: columns,
        title: 'predicted type',
        axis: {labelAngle: -40, ticks: false, domain: false, labelLimit: 200},
      },
      y: {
        field: 'actual',
        type: 'nominal',
        sort: [...types],
        title: 'true type',
        axis: {ticks: false, domain: false, labelLimit: 200},
      },
    },
    layer: [
      {
        // Shade by opacity, so that nothing is white on dark pages.
        mark: {type: 'rect', color: '#0072b2', cornerRadius: 2},
        encoding: {
          opacity: {
            field: 'share',
            type: 'quantitative',
            scale: {domain: [0, 1], range: [0.04, 0.75]},
            legend: null,
          },
        },
      },
      {
        transform: [{filter: 'datum.count > 0'}],
        mark: {type: 'text', fontSize: 12, color: INK},
        encoding: {text: {field: 'count', type: 'quantitative', format: ',d'}},
      },
    ],
  };
}
