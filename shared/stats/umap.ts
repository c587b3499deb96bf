// A map of points in two dimensions by UMAP (McInnes, Healy & Melville 2018, arXiv:1802.03426): umap-js, given exact
// neighbours and a start from the first two principal components, so that only its sampling draws from the seed.
import {findNearest} from './nearest-neighbours.ts';
import type {Points} from './principal-components.ts';
import {createRandom} from './random.ts';

export interface UmapOptions {
  /** Neighbours that a point's surroundings are learned from, itself among them; umap-learn's default is 15. */
  neighbours: number;
  epochs: number;
  seed: number;
}

/** Half the width of the start, umap-learn's. */
const START_RADIUS = 10;

/** Places of all points, in their order; undefined for fewer points than neighbours. Shape (count, 2). */
export async function mapPoints(
  points: Points,
  {neighbours, epochs, seed}: UmapOptions,
): Promise<Points | undefined> {
  if (points.count <= neighbours || points.dimensions < 2) return undefined;
  const {UMAP} = await import('umap-js');
  const random = createRandom(seed);
  const umap = new UMAP({nNeighbors: neighbours, nEpochs: epochs, random: () => random.next()});
  const {indices, distances} = neighbourLists(points, neighbours);
  umap.setPrecomputedKNN(indices, distances);
  umap.initializeFit(rowsOf(points));
  startFromComponents(umap.getEmbedding(), points);
  for (let epoch = 0; epoch < epochs; epoch++) umap.step();
  const coordinates = Float64Array.from(umap.getEmbedding().flat());
  return {count: points.count, dimensions: 2, coordinates};
}

/** Each point's neighbours, itself first, as umap-js wants them. */
function neighbourLists(points: Points, k: number) {
  const {rows, distances} = findNearest(points, points, k - 1, true);
  const lists = <T>(own: (row: number) => T, values: ArrayLike<T>) =>
    Array.from({length: points.count}, (_, row) => [
      own(row),
      ...Array.from({length: k - 1}, (_, i) => values[row * (k - 1) + i]),
    ]);
  return {indices: lists(row => row, rows), distances: lists(() => 0, distances)};
}

/** Writes the first two coordinates over the random start: what is far apart starts far apart. */
function startFromComponents(embedding: number[][], {dimensions, coordinates}: Points): void {
  let largest = 0;
  embedding.forEach((_, row) => {
    for (let d = 0; d < 2; d++) {
      largest = Math.max(largest, Math.abs(coordinates[row * dimensions + d]));
    }
  });
  embedding.forEach((place, row) => {
    for (let d = 0; d < 2; d++) {
      place[d] = (START_RADIUS * coordinates[row * dimensions + d]) / (largest || 1);
    }
  });
}

function rowsOf({count, dimensions, coordinates}: Points): number[][] {
  return Array.from({length: count}, (_, row) =>
    Array.from(coordinates.subarray(row * dimensions, (row + 1) * dimensions)),
  );
}
