// Real and generated cells on one map, in a panel each, coloured by type.
import type {CellMapRow} from '../../cells/scores/cell-scores.ts';
import {type ChartSpec, INK, methodScale} from '../charts/chart-theme.ts';

/** Which two coordinates are drawn. */
export type MapKind = 'pca' | 'umap';

const PANEL = 300;
const COLUMNS = 3;

/** One panel a method, all on the same axes; undefined where no cell has these coordinates. `isGrey`: types drawn grey. */
export function mapChart(
  rows: readonly CellMapRow[],
  kind: MapKind,
  types: readonly string[],
  isGrey?: (type: string) => boolean,
): ChartSpec | undefined {
  const values = rows.flatMap(({method, type, pc1, pc2, umap1, umap2}) => {
    const [x, y] = kind === 'pca' ? [pc1, pc2] : [umap1, umap2];
    return x === null || y === null ? [] : [{method, type, x: round(x), y: round(y)}];
  });
  if (values.length === 0) return undefined;
  const methods = [...new Set(values.map(({method}) => method))];
  const [first, second] = kind === 'pca' ? ['component 1', 'component 2'] : ['UMAP 1', 'UMAP 2'];
  const axis = {ticks: false, labels: false, grid: false};
  return {
    data: {values},
    facet: {
      field: 'method',
      type: 'nominal',
      sort: methods,
      title: null,
      header: {labelColor: INK, labelFontSize: 13},
    },
    columns: COLUMNS,
    spec: {
      width: PANEL,
      height: PANEL,
      mark: {type: 'circle', size: 12, opacity: 0.65},
      encoding: {
        x: {field: 'x', type: 'quantitative', title: first, axis, scale: {zero: false}},
        y: {field: 'y', type: 'quantitative', title: second, axis, scale: {zero: false}},
        color: {
          field: 'type',
          type: 'nominal',
          title: null,
          scale: methodScale(types, isGrey),
          legend: {symbolOpacity: 1, columns: methods.length === 1 ? 3 : 5},
        },
      },
    },
  };
}

/** Finer than a pixel of the map. */
function round(value: number): number {
  return Number(value.toPrecision(4));
}
