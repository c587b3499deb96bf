import {beforeAll, describe, expect, jest, test} from '@jest/globals';
import type {CellMapRow, CellScores} from '../../../shared/cells/scores/cell-scores.ts';
import scoreCells from '../../../stages/cells/score-cells.ts';
import {
  TOY_TYPES,
  toyImputations,
  toyInputs,
  toyPredictions,
  toyRows,
  toySentences,
} from '../../cells/toy-tables.ts';
import {runStage, type StageRun} from '../run-stage.ts';

jest.setTimeout(60_000);

const params = {
  components: 6,
  neighbours: [3, 10],
  gromovCells: 45,
  gromovRepeats: 2,
  cellsPerType: 20,
  mapCells: 25,
  resamples: 200,
  hideShare: 0.4,
  recallAt: [3],
};
const shuffled = toySentences('wrong model').map((row, i, all) => ({
  ...row,
  type: all[(i + 1) % all.length].type,
}));
const inputs = {
  ...toyInputs(),
  generated: [toySentences('good model'), shuffled],
  predictions: [toyPredictions('good model')],
  imputations: [toyImputations('good model')],
};
const without = {...inputs, generated: [], predictions: [], imputations: []};

describe('score-cells', () => {
  let run: StageRun;
  let scores: CellScores;
  beforeAll(async () => {
    run = await runStage(scoreCells, {inputs, params});
    scores = await run.read('results');
  });

  test('scores generated cells beside ceilings and floors', () => {
    expect(scores.types).toEqual(TOY_TYPES);
    expect(scores.cells).toEqual({training: 180, validation: 45, test: 60, genes: 36});
    const told = Object.fromEntries(
      Object.entries(scores.generation).map(([m, {knnAccuracy}]) => [m, knnAccuracy[0].accuracy]),
    );
    expect(told['good model']).toBeGreaterThan(0.9);
    expect(told['wrong model']).toBeLessThan(0.1);
    expect(told['real training cells']).toBeGreaterThan(0.9);
    expect(told['real training cells as sentences']).toBeGreaterThan(0.9);
    expect(told['real training cells, types shuffled']).toBeLessThan(0.6);
    const kinds = Object.values(scores.generation).map(({kind}) => kind);
    expect(kinds).toEqual([
      ...['model', 'model', 'ceiling', 'ceiling', 'baseline', 'baseline', 'floor'],
    ]);
    const cost = (method: string) => scores.generation[method].gromovWasserstein.costs[0];
    expect(cost('mean of the type')).toBeGreaterThan(2 * cost('real training cells'));
    expect(scores.generation['good model'].gromovWasserstein.costs).toHaveLength(2);
  });

  test('counts words that are no gene', () => {
    const {validGeneShare, uniqueGeneShare, clippedShare} = scores.generation['good model'];
    const sentences = toySentences('good model');
    const share = sentences.map(({words}) => (words.length - 1) / words.length);
    expect(validGeneShare).toBeCloseTo(share.reduce((a, b) => a + b) / share.length, 12);
    expect(uniqueGeneShare).toBe(1);
    expect(clippedShare).toBe(0);
    expect(scores.generation['mean of the type'].validGeneShare).toBeNull();
  });

  test('scores predictions beside classifiers that were tuned on validation', () => {
    const {prediction} = scores;
    const right = toyPredictions('').filter(
      (row, i) => row.type === toyRows().filter(cell => cell.split === 'test')[i].type,
    );
    expect(prediction['good model'].accuracy).toBeCloseTo(right.length / 60, 12);
    expect(prediction['good model'].namedShare).toBe(0.9);
    expect(prediction['nearest cells'].accuracy).toBeGreaterThan(0.9);
    expect([5, 10, 20]).toContain(prediction['nearest cells'].setting);
    expect(prediction['logistic regression'].accuracy).toBeGreaterThan(0.9);
    expect(prediction['commonest type'].accuracy).toBeCloseTo(1 / 3, 12);
  });

  test('asks the imputers what the model was asked', () => {
    const {imputation} = scores;
    expect(imputation['good model'].cells).toBe(60);
    expect(imputation['good model'].recallAtHidden.mean).toBeGreaterThan(0.5);
    expect(imputation['good model'].recallAtHidden.mean).toBeLessThan(0.62);
    for (const method of ['mean of the type', 'nearest cells']) {
      expect(imputation[method].recall[0].mean).toBeGreaterThan(0.15);
    }
  });

  test('maps real and generated cells', async () => {
    const map: CellMapRow[] = await run.read('map');
    expect(new Set(map.map(({method}) => method))).toEqual(
      new Set(['real cells', 'good model', 'wrong model']),
    );
    expect(map).toHaveLength(75);
    expect(map.every(({umap1}) => umap1 !== null)).toBe(true);
  });

  test('takes no more training cells than told, and cells with a label alone', async () => {
    const cells = inputs.cells.map((cell, i) => (i % 10 === 9 ? {...cell, label: null} : cell));
    const own = await runStage(scoreCells, {
      inputs: {...without, cells},
      params: {...params, maxTrainingCells: 100, imputedCells: 7, resamples: 0},
    });
    const scored: CellScores = await own.read('results');
    expect(scored.cells).toEqual({training: 100, validation: 41, test: 54, genes: 36});
    expect(scored.imputation['nearest cells'].cells).toBe(7);
    expect((await own.read('summary')).notes).toEqual([
      {message: 'cells without a label, not scored', count: 28},
      {message: 'training cells not drawn (maxTrainingCells)', count: 62},
    ]);
  });

  test('needs no model: bounds and baselines alone, the same on every run', async () => {
    const [first, second] = await Promise.all(
      [1, 2].map(() => runStage(scoreCells, {inputs: without, params})),
    );
    const alone: CellScores = await first.read('results');
    expect(Object.keys(alone.generation)).toHaveLength(5);
    expect(Object.keys(alone.imputation)).toEqual([
      ...['mean of the type', 'nearest cells', 'mean of all cells'],
    ]);
    expect(await second.read('results')).toEqual(alone);
    expect(await second.read('map')).toEqual(await first.read('map'));
    expect(first.infos.join('\n')).toContain('prediction, nearest cells: accuracy');
  });

  test.each([
    [
      toyInputs(toyRows().filter(({split}) => split !== 'test')),
      "No labelled cell is in the split 'test'",
    ],
    [{generated: [[{...toySentences('m')[0], type: 'banana'}]]}, "a cell of type 'banana'"],
    [{predictions: [toyPredictions('m').slice(1)]}, 'predicts no type for test cell test-0'],
    [
      {imputations: [toyImputations('m'), toyImputations('n').slice(1)]},
      'n and m imputed different cells or genes (59 and 60 cells',
    ],
    [{imputations: [[{...toyImputations('m')[0], cellId: 'x'}]]}, 'Imputed cell x is no test cell'],
    [
      {imputations: [[{...toyImputations('m')[0], hiddenGenes: ['GENE39']}]]},
      'hides 1 genes of test cell 1, which has 0',
    ],
    [{split: toyInputs().split.slice(0, -1)}, 'the split has 284 cells, the table of cells 285'],
    [
      {cells: toyInputs().cells.map(cell => ({...cell, label: null}))},
      'None of 285 cells has a label',
    ],
    [{matrix: toyInputs(toyRows().slice(1)).matrix}, 'the matrix has 284 cells'],
  ])('refuses what does not fit together %#', async (change, message) => {
    const given = {...without, ...change};
    await expect(runStage(scoreCells, {inputs: given, params})).rejects.toThrow(message);
  });
});
