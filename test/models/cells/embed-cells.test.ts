import {describe, expect, jest, test} from '@jest/globals';
import type {Engine} from '../../../shared/engines/contract/engine.ts';
import {loadEngine} from '../../../shared/engines/load.ts';
import {
  CELL_POOLINGS,
  type CellPooling,
  openCellEmbedder,
  rankTokens,
} from '../../../shared/models/cells/embed-cells.ts';
import type {CellModel} from '../../../shared/models/kinds/cell-model.ts';
import {createRandom} from '../../../shared/stats/random.ts';
import {drawCell, TOY_GENES, TOY_QUESTION, toBatch, toyCellModel} from './toy-embedder.ts';

jest.setTimeout(120_000);

process.env.GENEGLOT_TFJS_BACKEND = 'cpu';

const options = {engine: 'auto', pooling: 'genes', blocks: null, seed: 1} as const;
const {engine} = await loadEngine('auto');
const stored = toyCellModel(engine);

async function embed(
  model: CellModel,
  cells: Parameters<typeof toBatch>[0],
  change: {engine?: Engine['name']; pooling?: CellPooling; blocks?: number} = {},
  columns = TOY_GENES,
): Promise<Float32Array[]> {
  const embedder = await openCellEmbedder(model, TOY_QUESTION, columns, {...options, ...change});
  const values = await embedder.embed(toBatch(cells, columns));
  embedder.dispose();
  const {dimensions} = embedder;
  return cells.map((_, row) => values.slice(row * dimensions, (row + 1) * dimensions));
}

describe.each(['native', 'wasm', 'tfjs'] as const)('the embedding of a cell, by %s', name => {
  test.each(CELL_POOLINGS)(
    'is the same to the bit alone, among longer cells, in another order, over other columns (%s)',
    async pooling => {
      const random = createRandom(7, CELL_POOLINGS.indexOf(pooling));
      const cells = Array.from({length: name === 'tfjs' ? 6 : 80}, () => drawCell(random));
      const together = await embed(stored, cells, {engine: name, pooling});
      const order = random.shuffle(Array.from(cells.keys()));
      const columns = random.shuffle([...TOY_GENES, 'OTHER1', 'OTHER2']);
      const shuffled = await embed(
        stored,
        order.map(cell => cells[cell]),
        {engine: name, pooling},
        columns,
      );
      order.forEach((cell, place) => void expect(shuffled[place]).toEqual(together[cell]));
      for (const cell of order.slice(0, 5)) {
        const [alone] = await embed(stored, [cells[cell]], {engine: name, pooling});
        expect(alone).toEqual(together[cell]);
      }
      expect(together[0]).not.toEqual(together[1]);
    },
  );
});

test('engines agree on embeddings to 1e-5', async () => {
  const random = createRandom(3);
  const cells = Array.from({length: 6}, () => drawCell(random));
  for (const pooling of CELL_POOLINGS) {
    const expected = await embed(stored, cells, {engine: 'tfjs', pooling});
    for (const name of ['native', 'wasm'] as const) {
      const found = await embed(stored, cells, {engine: name, pooling});
      found.forEach((own, cell) => {
        for (const [c, value] of own.entries()) {
          expect(Math.abs(value - expected[cell][c])).toBeLessThan(1e-5);
        }
      });
    }
  }
});

describe('pooling', () => {
  const random = createRandom(11);
  const cell = drawCell(random);

  test('is of the states after each token of the prompt', async () => {
    const model = engine.createModel(stored.config, {seed: 0, trainable: false});
    for (const [name, {values}] of stored.tensors) model.writeTensor(name, values);
    const tokenOf = Int32Array.from(TOY_GENES, (_, gene) => (gene < 110 ? gene + 3 : -1));
    const [genes] = rankTokens(toBatch([cell], TOY_GENES), tokenOf, 100, 1);
    const prompt = Int32Array.of(0, 2, ...genes, 1);
    const prefixes = Array.from(prompt, (_, i) => prompt.slice(0, i + 1));
    const states = await model.embed(prefixes, 'last');
    const C = stored.config.nEmbd;
    const meanOf = (from: number, to: number) =>
      Array.from({length: C}, (_, c) => {
        let sum = 0;
        for (let at = from; at < to; at++) sum += states[at * C + c];
        return sum / (to - from);
      });
    const expected = {
      answer: meanOf(prompt.length - 1, prompt.length),
      genes: meanOf(2, prompt.length - 1),
      prompt: meanOf(0, prompt.length),
    };
    for (const pooling of CELL_POOLINGS) {
      const [found] = await embed(stored, [cell], {pooling});
      found.forEach((value, c) => void expect(value).toBeCloseTo(expected[pooling][c], 4));
    }
  });

  test('over the first blocks is that of a model which has no others', async () => {
    const [first] = await embed(stored, [cell], {blocks: 1});
    const one = {
      ...stored,
      config: {...stored.config, nLayer: 1},
      tensors: new Map([...stored.tensors].filter(([name]) => !name.includes('.h.1.'))),
    };
    expect(first).toEqual((await embed(one, [cell]))[0]);
    expect(first).not.toEqual((await embed(stored, [cell], {blocks: 2}))[0]);
    await expect(embed(stored, [cell], {blocks: 3})).rejects.toThrow('has 2 blocks');
  });

  test('of a cell without a gene that the model knows is 0', async () => {
    const [empty] = await embed(stored, [{symbols: ['GENE115'], values: [2]}]);
    expect(empty).toEqual(new Float32Array(stored.config.nEmbd));
  });
});

test('a model of text is refused', async () => {
  const text: CellModel = {...stored, vocabulary: {kind: 'text', vocab: '{}', merges: ''}};
  await expect(embed(text, [])).rejects.toThrow('reads text');
});

test('equally expressed genes stand in one order for all cells, higher ones before them', () => {
  const cells = [
    {symbols: ['GENE5', 'GENE1', 'GENE3'], values: [1, 1, 1]},
    {symbols: ['GENE1', 'GENE9', 'GENE5', 'GENE3'], values: [1, 7, 1, 1]},
  ];
  const tokenOf = Int32Array.from(TOY_GENES.keys());
  const [first, second] = rankTokens(toBatch(cells, TOY_GENES), tokenOf, 100, 1);
  expect(Array.from(second)).toEqual([9, ...first]);
  expect(rankTokens(toBatch(cells, TOY_GENES), tokenOf, 2, 1)[1]).toEqual(second.slice(0, 2));
});
