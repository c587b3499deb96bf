import {describe, expect, test} from '@jest/globals';
import {
  tuneLogistic,
  tuneNearestCells,
  typesOfNames,
} from '../../../shared/cells/scores/classify-cells.ts';
import {shuffleTypes} from '../../../shared/cells/scores/reference-cells.ts';
import {NO_CLASS} from '../../../shared/stats/class-scores.ts';
import {fromRows} from '../../../shared/stats/sparse-rows.ts';
import {TYPES, toyCells} from '../toy-cells.ts';

const [training, validation, held] = [toyCells(60, 1), toyCells(30, 2), toyCells(40, 3)];
const accuracy = (told: Int32Array) =>
  told.filter((type, row) => type === held.labels[row]).length / told.length;

const nearest = (classifierNeighbours: number[], components: number) => ({
  ...{classifierNeighbours, components, seed: 1},
});

describe('classifiers', () => {
  test('tell types that differ, and nothing where types are dealt out', () => {
    const noise = shuffleTypes(training, 1);
    const told = [training, noise].map(cells => [
      accuracy(tuneNearestCells(cells, validation, nearest([3, 10], 5)).predict(held.expression)),
      accuracy(tuneLogistic(cells, validation, TYPES, [0.01]).predict(held.expression)),
    ]);
    expect(Math.min(...told[0])).toBeGreaterThan(0.95);
    expect(Math.max(...told[1])).toBeLessThan(0.6);
  });

  test('choose the setting that validation prefers, among those that training allows', () => {
    const few = {
      expression: fromRows(
        [0, 1, 2].map(gene => ({columns: [gene], values: [2]})),
        3,
      ),
      labels: Int32Array.of(0, 1, 1),
    };
    const tuned = tuneNearestCells(few, few, nearest([3, 1, 10], 2));
    // With all three as neighbours everything is type 1.
    expect(tuned).toMatchObject({setting: 1, validationAccuracy: 1});
    const strong = tuneLogistic(few, few, 2, [100, 0.001]);
    expect(strong).toMatchObject({setting: 0.001, validationAccuracy: 1});
    expect(() => tuneNearestCells(few, few, nearest([10], 2))).toThrow('No setting to choose from');
  });

  test('names that are no type are no class', () => {
    const places = typesOfNames(
      ['B cell', 'banana', null, 'T cell', 'b cell'],
      ['T cell', 'B cell'],
    );
    expect(Array.from(places)).toEqual([1, NO_CLASS, NO_CLASS, 0, NO_CLASS]);
  });
});
