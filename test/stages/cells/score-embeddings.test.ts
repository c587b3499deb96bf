import {beforeAll, describe, expect, jest, test} from '@jest/globals';
import type {EmbeddingScores} from '../../../shared/cells/embeddings/embedding-scores.ts';
import {createRandom} from '../../../shared/stats/random.ts';
import scoreEmbeddings from '../../../stages/cells/score-embeddings.ts';
import {TOY_TYPES, toyInputs, toyRows} from '../../cells/toy-tables.ts';
import {runStage, type StageRun} from '../run-stage.ts';

jest.setTimeout(60_000);

const {matrix, cells, split, rankModel} = toyInputs();
const types = toyRows().map(({type}) => TOY_TYPES.indexOf(type));

/** A vector for each cell. */
function embedding(method: string, place: (cell: number, random: () => number) => number[]) {
  const random = createRandom(4);
  return cells.map(({cellId}, cell) => ({
    ...{method, cell, cellId},
    embedding: place(cell, random.next),
  }));
}

const PERFECT = embedding('perfect', (cell, next) => [10 * types[cell] + next(), next()]);
const BLIND = embedding('blind', (_, next) => [next(), next()]);
/** Types apart, and the two donors of a type apart too. */
const SPLIT = embedding('split by donor', cell => [
  100 * types[cell] + 10 * (cell % 2),
  cell / 1e3,
]);

const params = {neighbours: 5, components: 6, perplexity: 5, mapCells: 30, resamples: 50};
const score = (change: Record<string, unknown> = {}) =>
  runStage(scoreEmbeddings, {
    inputs: {matrix, cells, split, rankModel, embeddings: [PERFECT, BLIND, SPLIT], ...change},
    params,
  });

describe('score-embeddings', () => {
  let run: StageRun;
  let scores: EmbeddingScores;
  beforeAll(async () => {
    const withDonors = cells.map((cell, i) => ({...cell, donor: `donor ${i % 2}`}));
    run = await score({cells: withDonors});
    scores = await run.read('results');
  });

  test('tells what keeps types apart from what does not, models first', () => {
    const {perfect, blind} = scores.methods;
    expect(Object.keys(scores.methods)).toEqual([
      ...['perfect', 'blind', 'split by donor', 'principal components', '36 variable genes'],
      ...['random projection', 'logits of logistic regression'],
    ]);
    expect(perfect.purity.value).toBe(1);
    expect(perfect.silhouette.value).toBeGreaterThan(0.8);
    expect(Math.abs(blind.purity.value! - scores.purityByChance!)).toBeLessThan(0.1);
    expect(blind.silhouette.value).toBeLessThan(0.1);
    const [low, high] = blind.purityOfTypes.interval!;
    expect(low).toBeLessThan(blind.purityOfTypes.value!);
    expect(high).toBeGreaterThan(blind.purityOfTypes.value!);
    expect(scores.methods['principal components'].purity.value).toBeGreaterThan(0.8);
    expect(perfect.types.map(({cells}) => cells)).toEqual([20, 20, 20]);
    expect(scores.cells).toEqual({training: 180, test: 60, scored: 60});
  });

  test('counts how many donors are around a cell', () => {
    expect(scores.batches).toEqual({column: 'donor', count: 2, evenMixing: 2});
    expect(scores.methods['split by donor'].lisi!.value).toBeLessThan(1.2);
    expect(scores.methods.perfect.lisi!.value).toBeGreaterThan(1.6);
  });

  test('maps as many test cells by each method as were asked for', async () => {
    const map: {method: string; umap1: number | null}[] = await run.read('map');
    expect(map).toHaveLength(7 * 30);
    expect(map.every(({umap1}) => umap1 !== null)).toBe(true);
  });

  test('writes the principal components of every cell beside', async () => {
    const rows: {cellId: string; embedding: number[]}[] = await run.read('components');
    expect(rows.map(({cellId}) => cellId)).toEqual(cells.map(({cellId}) => cellId));
    expect(new Set(rows.map(({embedding}) => embedding.length))).toEqual(new Set([6]));
  });

  test('without donors there is no mixing, and without models there are plain embeddings', async () => {
    const bare: EmbeddingScores = await (await score({embeddings: []})).read('results');
    expect(bare.batches).toBeNull();
    expect(Object.values(bare.methods).map(({kind, lisi}) => [kind, lisi])).toEqual(
      Array(4).fill(['baseline', null]),
    );
    expect(bare.methods['random projection']).toEqual({
      ...scores.methods['random projection'],
      lisi: null,
    });
  });

  test('refuses embeddings of other cells, and two of one name', async () => {
    const fewer = PERFECT.slice(0, -1);
    await expect(score({embeddings: [fewer]})).rejects.toThrow('perfect embeds 284 cells');
    await expect(score({embeddings: [BLIND, BLIND]})).rejects.toThrow('named blind');
  });
});
