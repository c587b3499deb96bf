import {describe, expect, test} from '@jest/globals';
import {selectCells} from '../../../shared/cells/labelled-cells.ts';
import {
  meanCells,
  noisyMeanCells,
  resampleCells,
  shuffleTypes,
} from '../../../shared/cells/scores/reference-cells.ts';
import {compareTypeMeans, scoreGeneration} from '../../../shared/cells/scores/score-generation.ts';
import {pearson, rSquared} from '../../../shared/stats/correlation.ts';
import {fitPrincipalComponents} from '../../../shared/stats/principal-components.ts';
import {denseRow} from '../../../shared/stats/sparse-rows.ts';
import {TYPES, toyCells} from '../toy-cells.ts';

const [training, real] = [toyCells(60, 1), toyCells(40, 2)];
const reference = {
  cells: real,
  types: TYPES,
  components: fitPrincipalComponents(training.expression, 6, 1),
};
const options = {
  neighbours: [3, 25],
  gromovCells: 60,
  gromovRepeats: 2,
  seed: 1,
  covariationGenes: 20,
  cellsPerType: 50,
  bootstrap: {resamples: 200, seed: 1, level: 0.95},
};
const asked = Int32Array.from({length: 90}, (_, cell) => cell % TYPES);
const meanCost = ({gromovWasserstein: {costs}}: {gromovWasserstein: {costs: number[]}}) =>
  costs.reduce((a, b) => a + b) / costs.length;

describe('scoreGeneration', () => {
  const ceiling = scoreGeneration(reference, resampleCells(training, asked, TYPES, 1), options);
  const mean = scoreGeneration(reference, meanCells(training, asked, TYPES), options);
  const noisy = scoreGeneration(reference, noisyMeanCells(training, asked, TYPES, 0, 1), options);
  const shuffled = scoreGeneration(
    reference,
    shuffleTypes(resampleCells(training, asked, TYPES, 1), 1),
    options,
  );

  test('real cells are told by their neighbours, shuffled ones at chance', () => {
    expect(ceiling.knnAccuracy[0].accuracy).toBeGreaterThan(0.9);
    for (const {accuracy, interval} of shuffled.knnAccuracy) {
      expect(accuracy).toBeGreaterThan(0.15);
      expect(accuracy).toBeLessThan(0.5);
      expect(interval![0]).toBeLessThan(accuracy);
    }
  });

  test('real cells lie as real cells do; means alone do not, though every one is told rightly', () => {
    expect(mean.knnAccuracy[1].accuracy).toBe(1);
    expect(meanCost(mean)).toBeGreaterThan(2 * meanCost(ceiling));
    expect(meanCost(noisy)).toBeLessThan(meanCost(mean));
    expect(ceiling.gromovWasserstein).toMatchObject({cells: 60});
    expect(ceiling.gromovWasserstein.costs[0]).not.toBe(ceiling.gromovWasserstein.costs[1]);
  });

  test('the same cells in the same place are at no distance', () => {
    const same = scoreGeneration(reference, real, {
      ...options,
      gromovCells: 10_000,
      gromovRepeats: 1,
    });
    expect(same.gromovWasserstein.cells).toBe(real.labels.length);
    expect(same.gromovWasserstein.costs[0]).toBeLessThan(1e-9);
    expect(same.types.every(({rSquared}) => rSquared === 1)).toBe(true);
  });

  test('draws equally many cells of each type, and only of types on both sides', () => {
    const rows = [0, 1, 3, 4, 6, 7, 9];
    const some = selectCells(toyCells(10, 5), rows);
    const {gromovWasserstein} = scoreGeneration(reference, some, options);
    // Four cells of type 0, three of type 1, none of type 2.
    expect(gromovWasserstein.cells).toBe(7);
    const others = {...some, labels: new Int32Array(rows.length).fill(2)};
    const without = {...reference, cells: selectCells(real, [0, 1, 3, 4])};
    const scored = scoreGeneration(without, others, {...options, neighbours: [3]});
    expect(scored.gromovWasserstein).toEqual({cells: 0, costs: []});
  });
});

test('compareTypeMeans correlates the means of every gene', () => {
  const made = toyCells(5, 9);
  const [first] = compareTypeMeans(real, made, TYPES + 1);
  const meanOf = ({expression, labels}: typeof made) => {
    const own = Array.from(labels.keys()).filter(row => labels[row] === 0);
    const dense = own.map(row => denseRow(expression, row));
    return dense[0].map((_, gene) => dense.reduce((s, cell) => s + cell[gene], 0) / own.length);
  };
  expect(first).toMatchObject({type: 0, realCells: 40, generatedCells: 5});
  expect(first.pearson).toBeCloseTo(pearson(meanOf(made), meanOf(real)), 12);
  expect(first.rSquared).toBeCloseTo(rSquared(meanOf(made), meanOf(real)), 12);
  expect(compareTypeMeans(real, made, TYPES + 1)[3]).toEqual({
    type: 3,
    realCells: 0,
    generatedCells: 0,
    pearson: null,
    rSquared: null,
  });
});
