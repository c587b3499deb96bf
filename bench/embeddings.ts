// Compares ways to make one vector of a cell's hidden states, after a run of pipelines/cells.yaml:
//   npx tsx bench/embeddings.ts --artifacts artifacts [--split test]
// The last rows pool as cell2sentence does: the mean over all positions of a padded batch. Its library pads with the end
// token and masks it as a key; here later padding sees earlier padding, too. What matters is that padding is averaged.

import {join} from 'node:path';
import {parseArgs} from 'node:util';
import type {CellBatch} from '../shared/cells/cell-matrix.ts';
import {CELL_SPLITS, type CellSplit} from '../shared/cells/draw-cell-split.ts';
import {scoreEmbedding} from '../shared/cells/embeddings/score-embedding.ts';
import {type GatheredCells, gatherCells} from '../shared/cells/gather-cells.ts';
import {rankGenes} from '../shared/cells/sentences/rank-genes.ts';
import {cellMatrix} from '../shared/formats/cells/cell-matrix.ts';
import {cellSplit} from '../shared/formats/cells/cell-split.ts';
import {cellTable} from '../shared/formats/cells/cell-table.ts';
import {promptTable} from '../shared/formats/cells/prompt-table.ts';
import {toBatch} from '../shared/models/cells/annotate-batches.ts';
import {promptsOf, questionOf, type TypeQuestion} from '../shared/models/cells/ask-types.ts';
import {CELL_POOLINGS, openCellEmbedder} from '../shared/models/cells/embed-cells.ts';
import {openCellModel} from '../shared/models/cells/open-cell-model.ts';
import {type CellModel, cellModel} from '../shared/models/kinds/cell-model.ts';
import {batchesOf} from '../shared/stats/batches-of.ts';
import type {Estimate} from '../shared/stats/bootstrap.ts';
import {findNearest} from '../shared/stats/nearest-neighbours.ts';
import type {Points} from '../shared/stats/principal-components.ts';
import {createRandom} from '../shared/stats/random.ts';
import {selectRows} from '../shared/stats/sparse-rows.ts';
import {toTable} from './markdown-table.ts';

const {values} = parseArgs({
  options: {
    artifacts: {type: 'string', default: 'artifacts'},
    split: {type: 'string', default: 'validation'},
    seed: {type: 'string', default: '1'},
  },
});
const seed = Number(values.seed);
const split = CELL_SPLITS.find(name => name === values.split) as CellSplit;
const NEIGHBOURS = 10;
/** Sizes of batches that are padded together. */
const PADDED = [8, 64];

const latest = (path: string) => join(values.artifacts, path);

async function readCells(): Promise<GatheredCells> {
  const tables = {
    cells: await cellTable.read(latest('import-cells/latest/cells.parquet')),
    split: await cellSplit.read(latest('split-cells/latest/split.parquet')),
  };
  const matrix = await cellMatrix.read(latest('import-cells/latest/matrix.arrow'));
  return gatherCells(matrix, tables, {maxTrainingCells: 50_000, targetSum: undefined, seed});
}

type Way = (batch: CellBatch) => Promise<Float32Array>;

/** Poolings over the first blocks, by name. */
async function ownWays(stored: CellModel, question: TypeQuestion, symbols: readonly string[]) {
  const ways = new Map<string, Way>();
  for (let blocks = 1; blocks <= stored.config.nLayer; blocks++) {
    for (const pooling of CELL_POOLINGS) {
      const options = {engine: 'auto', pooling, blocks, seed} as const;
      const {embed} = await openCellEmbedder(stored, question, symbols, options);
      ways.set(`${pooling}, ${blocks} of ${stored.config.nLayer} blocks`, embed);
    }
  }
  return ways;
}

/** The mean over all positions of prompts that are padded to the longest of their batch. */
async function paddedWay(
  stored: CellModel,
  question: TypeQuestion,
  symbols: readonly string[],
  size: number,
): Promise<Way> {
  const {model, tokens} = await openCellModel(stored, 'auto');
  return async batch => {
    const sentences = rankGenes(batch, {topGenes: question.genes, seed});
    const prompts = promptsOf(question, sentences, symbols, tokens);
    const C = stored.config.nEmbd;
    const embedded = new Float32Array(prompts.length * C);
    let row = 0;
    for (const part of batchesOf(prompts, size)) {
      const longest = Math.max(...part.map(({length}) => length));
      const padded = part.map(prompt => {
        const all = new Int32Array(longest).fill(tokens.endToken);
        all.set(prompt);
        return all;
      });
      embedded.set(await model.embed(padded, 'mean'), row * C);
      row += part.length;
    }
    return embedded;
  };
}

/** Share of each cell's nearest cells that are its nearest again when the cells come in another order. */
function keptNeighbours(points: Points, again: Points): number {
  const [first, second] = [points, again].map(own => findNearest(own, own, NEIGHBOURS, true).rows);
  let kept = 0;
  for (let cell = 0; cell < points.count; cell++) {
    const own = new Set(second.subarray(cell * NEIGHBOURS, (cell + 1) * NEIGHBOURS));
    for (let i = 0; i < NEIGHBOURS; i++) kept += Number(own.has(first[cell * NEIGHBOURS + i]));
  }
  return kept / (points.count * NEIGHBOURS);
}

const digits = (value: number) => value.toFixed(3).replace(/^0/, '');
const show = ({value, interval}: Estimate) =>
  `${digits(value!)}${interval ? ` (${interval.map(digits).join('–')})` : ''}`;

const {types, symbols, splits} = await readCells();
const {expression, labels} = splits[split];
const stored = await cellModel.read(latest('fine-tune/latest/model'));
const question = questionOf(
  await promptTable.read(latest('format-prompts/latest/prompts.parquet')),
);
const ways = await ownWays(stored, question, symbols);
for (const size of PADDED) {
  ways.set(`padded batches of ${size}`, await paddedWay(stored, question, symbols, size));
}
const order = createRandom(seed, 5).shuffle(Array.from(labels.keys()));
const rows: string[][] = [];
for (const [name, embed] of ways) {
  const place = async (cells: readonly number[]): Promise<Points> => {
    const found = await embed(toBatch(selectRows(expression, cells), 0));
    const dimensions = stored.config.nEmbd;
    const coordinates = new Float64Array(found.length);
    cells.forEach((cell, i) => {
      coordinates.set(found.subarray(i * dimensions, (i + 1) * dimensions), cell * dimensions);
    });
    return {count: cells.length, dimensions, coordinates};
  };
  const points = await place(Array.from(labels.keys()));
  const again = await place(order);
  const scores = scoreEmbedding(
    points,
    {labels, types: types.length, batches: null},
    {neighbours: NEIGHBOURS, perplexity: 30, bootstrap: {resamples: 1000, seed, level: 0.95}},
  );
  const {purity, purityOfTypes, silhouette, silhouetteOfTypes} = scores;
  rows.push([
    name,
    ...[purity, purityOfTypes, silhouette, silhouetteOfTypes].map(show),
    digits(keptNeighbours(points, again)),
  ]);
  console.error(rows.at(-1)!.join(' '));
}
const head = ['pooling', 'purity', 'mean over types', 'silhouette', 'mean over types'];
console.log(toTable([...head, 'nearest cells kept in another order'], rows));
