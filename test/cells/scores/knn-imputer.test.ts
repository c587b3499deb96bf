import {describe, expect, test} from '@jest/globals';
import {meansByType, selectCells} from '../../../shared/cells/labelled-cells.ts';
import {
  hideGenes,
  imputeByNeighbours,
  imputeByType,
} from '../../../shared/cells/scores/knn-imputer.ts';
import {rankImputed, scoreImputation} from '../../../shared/cells/scores/score-imputation.ts';
import {denseRow, fromRows} from '../../../shared/stats/sparse-rows.ts';
import {GENES, TYPES, toyCells} from '../toy-cells.ts';

const [training, held] = [toyCells(60, 1), toyCells(20, 3)];
const noBootstrap = {resamples: 0, seed: 1, level: 0.95};

describe('hideGenes', () => {
  test('parts each cell in two, the share hidden, values with their genes', () => {
    const questions = hideGenes(held.expression, 0.3, 7);
    questions.forEach(({shown, shownValues, hidden, hiddenValues}, row) => {
      const dense = denseRow(held.expression, row);
      const size = dense.filter(value => value > 0).length;
      expect(hidden.length).toBe(Math.round(0.3 * size));
      expect(new Set([...shown, ...hidden]).size).toBe(size);
      shown.forEach((gene, i) => {
        expect(dense[gene]).toBe(shownValues[i]);
      });
      hidden.forEach((gene, i) => {
        expect(dense[gene]).toBe(hiddenValues[i]);
      });
    });
    // The same cell is asked the same whatever stands beside it.
    const [first] = hideGenes(selectCells(held, [0]).expression, 0.3, 7);
    expect(first).toEqual(questions[0]);
    expect(hideGenes(held.expression, 0.3, 8)[0]).not.toEqual(questions[0]);
  });

  test('always shows a gene, and hides one where there are two', () => {
    const cells = fromRows(
      [
        {columns: [1, 2], values: [1, 1]},
        {columns: [3], values: [1]},
        {columns: [], values: []},
      ],
      5,
    );
    const sizes = hideGenes(cells, 0.01, 1).map(({shown, hidden}) => [shown.length, hidden.length]);
    expect(sizes).toEqual([
      [1, 1],
      [1, 0],
      [0, 0],
    ]);
  });
});

describe('imputers', () => {
  test('by type: the mean of the type', () => {
    const [question] = hideGenes(held.expression, 0.5, 1);
    const impute = imputeByType(training, TYPES);
    expect(impute(question, 2)).toEqual(meansByType(training, TYPES)[2]);
  });

  test('by neighbours: the mean of the most similar cells, as sorting all cosines finds them', () => {
    const impute = imputeByNeighbours(training.expression, 4);
    const questions = hideGenes(held.expression, 0.5, 1);
    const cells = Array.from(training.labels, (_, row) => denseRow(training.expression, row));
    const norm = (cell: Float64Array) => Math.hypot(...cell);
    for (const question of [questions[0], questions[13]]) {
      const asked = new Float64Array(GENES);
      question.shown.forEach((gene, i) => {
        asked[gene] = question.shownValues[i];
      });
      const nearest = cells
        .map(cell => ({cell, cosine: cell.reduce((s, x, g) => s + x * asked[g], 0) / norm(cell)}))
        .sort((a, b) => b.cosine - a.cosine)
        .slice(0, 4);
      impute(question, 0).forEach((value, gene) => {
        const mean = nearest.reduce((sum, {cell}) => sum + cell[gene], 0) / 4;
        expect(value).toBeCloseTo(mean, 12);
      });
    }
  });

  test('both find hidden markers that guessing does not', () => {
    const questions = hideGenes(held.expression, 0.3, 7);
    const scoresOf = (prediction: (row: number) => Float64Array) =>
      scoreImputation(
        questions,
        questions.map((question, row) => rankImputed(prediction(row), question)),
        [5],
        noBootstrap,
      );
    const [byType, byNeighbours] = [
      imputeByType(training, TYPES),
      imputeByNeighbours(training.expression, 10),
    ].map(impute => scoresOf(row => impute(questions[row], held.labels[row])));
    const wrong = scoresOf(row =>
      imputeByType(training, TYPES)(questions[row], (held.labels[row] + 1) % TYPES),
    );
    for (const scores of [byType, byNeighbours]) {
      expect(scores.recall[0].mean).toBeGreaterThan(wrong.recall[0].mean + 0.2);
      expect(scores.pearson.mean!).toBeGreaterThan(wrong.pearson.mean! + 0.2);
    }
  });
});

describe('scoreImputation', () => {
  const question = {
    shown: Int32Array.of(0),
    shownValues: Float64Array.of(1),
    hidden: Int32Array.of(2, 3, 4),
    hiddenValues: Float64Array.of(1, 2, 6),
  };

  test('ranks by value, without what is shown and without zeros', () => {
    const {genes, values} = rankImputed(Float64Array.of(9, 0, 1, 3, 3, 0.5), question);
    expect(Array.from(genes)).toEqual([3, 4, 2, 5]);
    expect(Array.from(values)).toEqual([3, 3, 1, 0.5]);
  });

  test('counts by hand: recall, recall at the number hidden, agreement with unnamed genes as 0', () => {
    const answer = {genes: Int32Array.of(1, 4, 5, 2), values: Float64Array.of(9, 3, 2, 1)};
    const lone = {...question, hidden: new Int32Array(0), hiddenValues: new Float64Array(0)};
    const scores = scoreImputation([lone, question], [answer, answer], [1, 2, 4, 50], noBootstrap);
    expect(scores.cells).toBe(1);
    expect(scores.recall.map(({mean}) => mean)).toEqual([0, 1 / 3, 2 / 3, 2 / 3]);
    expect(scores.recallAtHidden.mean).toBe(1 / 3);
    // Predicted (1, 0, 3) against (1, 2, 6): covariance sum 20/3 − … worked out from deviations.
    const [dx, dy] = [
      [-1 / 3, -4 / 3, 5 / 3],
      [-2, -1, 3],
    ];
    const sum = (values: number[]) => values.reduce((a, b) => a + b);
    const expected =
      sum(dx.map((x, i) => x * dy[i])) /
      Math.sqrt(sum(dx.map(x => x * x)) * sum(dy.map(y => y * y)));
    expect(scores.pearson.mean).toBeCloseTo(expected, 12);
    expect(scores.pearson.interval).toBeNull();
  });

  test('has no agreement where nothing is named, and refuses no question', () => {
    const nothing = {genes: new Int32Array(0), values: new Float64Array(0)};
    const scores = scoreImputation([question], [nothing], [3], noBootstrap);
    expect(scores).toMatchObject({recall: [{k: 3, mean: 0}], pearson: {mean: null}});
    expect(() => scoreImputation([], [], [3], noBootstrap)).toThrow('No cell hides a gene');
  });
});
