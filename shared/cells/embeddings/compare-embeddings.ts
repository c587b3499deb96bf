// Scores embeddings of test cells beside plain ones of the same cells, and draws them all on maps.

import {evenMixing} from '../../stats/neighbourhoods/lisi.ts';
import {purityByChance} from '../../stats/neighbourhoods/purity.ts';
import type {Points, PrincipalComponents} from '../../stats/principal-components.ts';
import {fitPrincipalComponents, placeRows, selectPoints} from '../../stats/principal-components.ts';
import {fromRows} from '../../stats/sparse-rows.ts';
import {mapPoints} from '../../stats/umap.ts';
import {drawSome, type GatheredCells} from '../gather-cells.ts';
import {selectCells} from '../labelled-cells.ts';
import type {CellMapRow} from '../scores/cell-scores.ts';
import {type BaselineOptions, fitBaselines} from './baseline-embeddings.ts';
import type {EmbeddingResult, EmbeddingScores} from './embedding-scores.ts';
import {type EmbeddingOptions, scoreEmbedding} from './score-embedding.ts';

export interface CompareOptions extends EmbeddingOptions, BaselineOptions {
  /** Test cells scored, at most, drawn at random. */
  maxTestCells: number;
  /** Cells drawn on each map, at most. */
  mapCells: number;
  /** Receives the steps done of all, and what the next one is. */
  onProgress?: (done: number, total: number, next: string) => void;
}

/** What a cell may be mixed by. */
export interface CellOrigin {
  donor: string | null;
  sample: string | null;
}

/** Embeddings of all cells of the matrix, in its order. */
export type Embedded = readonly {embedding: readonly number[]}[];

export interface ComparedEmbeddings {
  scores: Omit<EmbeddingScores, 'settings'>;
  map: CellMapRow[];
  /** Of the training cells. */
  components: PrincipalComponents;
}

/** Scores by method, models first. `origins`: of all cells of the matrix. */
export async function compareEmbeddings(
  models: ReadonlyMap<string, Embedded>,
  {types, splits: {training, test}}: GatheredCells,
  origins: readonly CellOrigin[],
  options: CompareOptions,
): Promise<ComparedEmbeddings> {
  const drawn = drawSome(Array.from(test.rows.keys()), options.maxTestCells, options.seed, 19);
  requireCells(drawn.length);
  const {expression, labels} = selectCells(test, drawn);
  const rows = drawn.map(place => test.rows[place]);
  const baselines = fitBaselines(training, types.length, options);
  const batches = findBatches(rows.map(row => origins[row]));
  const known = {labels, types: types.length, batches: batches?.places ?? null};
  const embeddings = new Map<string, {kind: EmbeddingResult['kind']; points: Points}>([
    ...Array.from(models, ([method, embedded]) => {
      requireAllCells(method, embedded.length, origins.length);
      return [method, {kind: 'model', points: pointsOf(embedded, rows)}] as const;
    }),
    ...Array.from(
      baselines.place,
      ([method, place]) => [method, {kind: 'baseline', points: place(expression)}] as const,
    ),
  ]);
  let done = 0;
  const total = 2 * embeddings.size;
  const methods = Array.from(embeddings, ([method, {kind, points}]) => {
    options.onProgress?.(done++, total, `scoring ${method}`);
    return [method, {kind, ...scoreEmbedding(points, known, options)}];
  });
  const chance = purityByChance(labels);
  const scores = {
    types,
    cells: {training: training.rows.length, test: test.rows.length, scored: rows.length},
    neighbours: options.neighbours,
    purityByChance: Number.isNaN(chance) ? null : chance,
    batches: batches && {
      ...{column: batches.column, count: batches.count},
      evenMixing: evenMixing(batches.places.filter(place => place >= 0)),
    },
    methods: Object.fromEntries(methods) as EmbeddingScores['methods'],
  };
  const names = Array.from(labels, label => types[label]);
  const map = await drawMaps(embeddings, names, options, method =>
    options.onProgress?.(done++, total, `drawing ${method}`),
  );
  return {scores, map, components: baselines.components};
}

/** Fewest cells of which neighbourhoods can be looked at. */
const FEWEST_CELLS = 3;

/** Donors, else samples, of which there are two or more. `places`: −1 where unknown, shape (cells). */
function findBatches(origins: readonly CellOrigin[]) {
  for (const column of ['donor', 'sample'] as const) {
    const names = [...new Set(origins.map(origin => origin[column]))]
      .filter(n => n !== null)
      .sort();
    if (names.length < 2) continue;
    const places = Int32Array.from(origins, origin => names.indexOf(origin[column] ?? ''));
    return {column, count: names.length, places};
  }
  return null;
}

function requireCells(found: number): void {
  if (found >= FEWEST_CELLS) return;
  throw new Error(
    `${found} labelled test cells; expected ${FEWEST_CELLS} or more to be neighbours of each other. Raise split-cells.testShare.`,
  );
}

function requireAllCells(method: string, found: number, expected: number): void {
  if (found === expected) return;
  throw new Error(
    `${method} embeds ${found} cells, the table has ${expected}; expected the same cells. Connect both to the same import-cells.`,
  );
}

function pointsOf(embedded: Embedded, rows: readonly number[]): Points {
  const dimensions = embedded[0].embedding.length;
  const coordinates = new Float64Array(rows.length * dimensions);
  rows.forEach((row, i) => void coordinates.set(embedded[row].embedding, i * dimensions));
  return {count: rows.length, dimensions, coordinates};
}

const UMAP = {neighbours: 15, epochs: 300};

/** Each embedding's cells on its own two first components, and by UMAP. */
async function drawMaps(
  embeddings: ReadonlyMap<string, {points: Points}>,
  types: readonly string[],
  {mapCells, seed}: Pick<CompareOptions, 'mapCells' | 'seed'>,
  onMethod: (method: string) => void,
): Promise<CellMapRow[]> {
  const drawn = drawSome(Array.from(types.keys()), mapCells, seed, 23);
  const maps: CellMapRow[] = [];
  for (const [method, {points: all}] of embeddings) {
    onMethod(method);
    const points = onComponents(selectPoints(all, drawn), seed);
    const umap = await mapPoints(points, {...UMAP, seed});
    drawn.forEach((row, i) => {
      const at = (source: Points | undefined, d: number) =>
        source && d < source.dimensions ? source.coordinates[i * source.dimensions + d] : null;
      maps.push({
        ...{method, type: types[row], pc1: at(points, 0) ?? 0, pc2: at(points, 1) ?? 0},
        ...{umap1: at(umap, 0), umap2: at(umap, 1)},
      });
    });
  }
  return maps;
}

/** Components that a map is drawn from: distances hardly change, and its start is where cells differ most. */
const MAP_COMPONENTS = 50;

function onComponents({count, dimensions, coordinates}: Points, seed: number): Points {
  const columns = Int32Array.from({length: dimensions}, (_, d) => d);
  const rows = Array.from({length: count}, (_, row) => ({
    columns,
    values: coordinates.subarray(row * dimensions, (row + 1) * dimensions),
  }));
  const matrix = fromRows(rows, dimensions);
  return placeRows(fitPrincipalComponents(matrix, MAP_COMPONENTS, seed), matrix);
}
