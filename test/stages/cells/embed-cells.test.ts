import {expect, test} from '@jest/globals';
import {loadEngine} from '../../../shared/engines/load.ts';
import {createRandom} from '../../../shared/stats/random.ts';
import embedCells from '../../../stages/cells/embed-cells.ts';
import {
  drawCell,
  TOY_GENES,
  TOY_PROMPTS,
  toBatch,
  toyCellModel,
} from '../../models/cells/toy-embedder.ts';
import {runStage} from '../run-stage.ts';

const {engine} = await loadEngine('auto');
const random = createRandom(5);
const drawn = Array.from({length: 30}, () => drawCell(random));

const unknown = {label: null, donor: null, sample: null, condition: null, tissue: null};
const cells = drawn.map(({symbols}, cell) => ({
  ...{cell, cellId: `c${cell}`, ...unknown, totalCounts: null},
  ...{genes: symbols.length, mitochondrialShare: 0},
}));

/** The cells in batches of this size. */
function inputsOf(size: number) {
  const matrix = {
    symbols: TOY_GENES,
    valueKind: 'counts' as const,
    async *batches() {
      for (let from = 0; from < drawn.length; from += size) {
        yield {...toBatch(drawn.slice(from, from + size), TOY_GENES), firstCell: from};
      }
    },
  };
  return {matrix, cells, model: toyCellModel(engine), prompts: TOY_PROMPTS};
}

test('embeds every cell, labelled or not, the same in whatever batches they come', async () => {
  const whole = await runStage(embedCells, {inputs: inputsOf(30), params: {method: 'toy'}});
  const rows = await whole.read('embeddings');
  expect(rows.map(({cellId}: {cellId: string}) => cellId)).toEqual(cells.map(c => c.cellId));
  expect(new Set(rows.map(({method}: {method: string}) => method))).toEqual(new Set(['toy']));
  expect((await whole.read('summary')).counts).toEqual({cells: 30, dimensions: 32});
  const cut = await runStage(embedCells, {inputs: inputsOf(7), params: {method: 'toy'}});
  expect(await cut.read('embeddings')).toEqual(rows);
  expect(rows.flatMap(({embedding}: {embedding: number[]}) => embedding)).toEqual(
    rows.flatMap(({embedding}: {embedding: number[]}) => embedding.map(Math.fround)),
  );
});

test('refuses prompts that ask for no type', async () => {
  const inputs = {...inputsOf(30), prompts: []};
  await expect(runStage(embedCells, {inputs})).rejects.toThrow('none of which asks for the type');
});
