// The map of real and generated cells: a sample of each, on the first two principal components and by UMAP.
import {
  type Points,
  type PrincipalComponents,
  placeRows,
  selectPoints,
} from '../../stats/principal-components.ts';
import {createRandom} from '../../stats/random.ts';
import {mapPoints} from '../../stats/umap.ts';
import type {LabelledCells} from '../labelled-cells.ts';
import type {CellMapRow} from './cell-scores.ts';

export interface MapOptions {
  /** Cells drawn of each method, at most. */
  mapCells: number;
  seed: number;
}

/** umap-learn's number of neighbours, and its epochs for up to 10,000 points, less what looks the same. */
const UMAP = {neighbours: 15, epochs: 300};

/** Rows of all methods, one after the other; without UMAP where there are too few cells. */
export async function drawCellMap(
  methods: ReadonlyMap<string, LabelledCells>,
  types: readonly string[],
  components: PrincipalComponents,
  {mapCells, seed}: MapOptions,
): Promise<CellMapRow[]> {
  const drawn = Array.from(methods, ([method, {expression, labels}], stream) => {
    const order = createRandom(seed, stream).shuffle(Array.from(labels.keys()));
    const rows = order.slice(0, mapCells).sort((a, b) => a - b);
    const points = selectPoints(placeRows(components, expression), rows);
    return {points, names: rows.map(row => ({method, type: types[labels[row]]}))};
  });
  const points = joinPoints(drawn.map(({points}) => points));
  const umap = await mapPoints(points, {...UMAP, seed});
  const at = (source: Points, row: number, d: number) =>
    d < source.dimensions ? source.coordinates[row * source.dimensions + d] : 0;
  return drawn
    .flatMap(({names}) => names)
    .map((name, row) => ({
      ...name,
      pc1: at(points, row, 0),
      pc2: at(points, row, 1),
      umap1: umap ? at(umap, row, 0) : null,
      umap2: umap ? at(umap, row, 1) : null,
    }));
}

function joinPoints(lists: readonly Points[]): Points {
  const [{dimensions}] = lists;
  const count = lists.reduce((sum, points) => sum + points.count, 0);
  const coordinates = new Float64Array(count * dimensions);
  let at = 0;
  for (const points of lists) {
    coordinates.set(points.coordinates, at);
    at += points.coordinates.length;
  }
  return {count, dimensions, coordinates};
}
