import {beforeAll, describe, expect, jest, test} from '@jest/globals';
import type {
  MethodScores,
  PerturbationScores,
} from '../../../shared/cells/perturbations/perturbation-scores.ts';
import scorePerturbations from '../../../stages/cells/score-perturbations.ts';
import {batchOf, stream} from '../../cells/matrices.ts';
import {
  GENES,
  type ToyCell,
  TYPES,
  toyPerturbation,
} from '../../cells/perturbations/toy-perturbation.ts';
import {runStage, type StageRun} from '../run-stage.ts';

jest.setTimeout(60_000);

const params = {
  ...{minCells: 8, changedGenes: 10, recoverAt: [10, 5], splits: 3, movedGenes: 12},
  ...{components: 5, energyCells: 40, resamples: 30, typingNeighbours: 5},
};
const toy = toyPerturbation(14, 1);

function inputsOf(cells: readonly ToyCell[]) {
  return {
    matrix: {
      symbols: Array.from({length: GENES}, (_, gene) => `GENE${gene}`),
      valueKind: 'log-normalized',
      batches: () => stream([batchOf(cells.map(({values}) => values))]),
    },
    cells: cells.map(({values, ...row}, cell) => ({...row, cell})),
  };
}

const run = (cells: readonly ToyCell[], more: Record<string, unknown> = {}) =>
  runStage(scorePerturbations, {inputs: inputsOf(cells), params: {...params, ...more}});
const without = (column: 'donor' | 'label', isLeft: (cell: ToyCell) => boolean) =>
  toy.map(cell => (isLeft(cell) ? {...cell, [column]: null} : cell));

describe('score-perturbations', () => {
  let done: StageRun;
  let scores: PerturbationScores;
  let types: Record<string, MethodScores>;
  let donors: Record<string, MethodScores>;
  beforeAll(async () => {
    done = await run(toy);
    scores = await done.read('results');
    types = scores.protocols['held-out types'].methods;
    donors = scores.protocols['held-out donors']!.methods;
  });

  test('hides types and donors, and counts what it saw', () => {
    expect(scores).toMatchObject({types: TYPES, donors: 3, genes: GENES});
    expect(scores.cells).toEqual({control: 168, stimulated: 168, typedByNeighbours: 0, left: 0});
    expect(scores.settings).toMatchObject({control: 'ctrl', stimulated: 'stim', seed: 1});
    const baselines = ['no change', 'mean shift'];
    expect(Object.keys(types)).toEqual([...baselines, 'ridge', 'other half of the real cells']);
    expect(Object.keys(donors)).toEqual([
      ...[...baselines, 'shift of the type', 'ridge', 'other half of the real cells'],
    ]);
    const [group] = scores.protocols['held-out donors']!.groups;
    expect(group).toMatchObject({type: 0, controlCells: 42, stimulatedCells: 42, donors: 3});
    expect(group.differentGenes).toBe(10);
  });

  test('no change is no change', () => {
    const {pearson, slope, direction, recovery} = types['no change'].mean;
    expect([pearson, slope, direction].map(({value}) => value)).toEqual([null, 0, 0]);
    expect(recovery.map(({k, value}) => [k, value])).toEqual([
      [5, 0],
      [10, 0],
    ]);
  });

  test('what all types share is found from other types, what a type has alone from other donors', () => {
    const at10 = ({mean}: MethodScores) => mean.recovery[1].value!;
    expect(at10(types['mean shift'])).toBeCloseTo(0.8, 1);
    expect(at10(donors['shift of the type'])).toBeGreaterThan(0.95);
    expect(at10(types['other half of the real cells'])).toBeGreaterThan(0.95);
    const distance = ({mean}: MethodScores) => mean.energyDistance.value!;
    expect(distance(types['other half of the real cells'])).toBeLessThan(0.05);
    expect(distance(types['mean shift'])).toBeLessThan(distance(types['no change']));
    expect(donors['shift of the type'].mean.slope.value).toBeGreaterThan(0.9);
  });

  test('every interval holds its score', () => {
    for (const {mean, groups} of [...Object.values(types), ...Object.values(donors)]) {
      for (const own of [mean, ...groups]) {
        for (const {value, interval} of Object.values(own ?? {}).flat()) {
          if (value === null || interval === null) continue;
          expect(interval[0]).toBeLessThanOrEqual(value);
          expect(interval[1]).toBeGreaterThanOrEqual(value);
        }
      }
    }
    expect(types['mean shift'].mean.slope.interval).not.toBeNull();
  });

  test('the test cells are unseen: with other stimulated cells of a type its predictions stay', async () => {
    // Genes 41 and 42 answer in type A alone now; what others predict of A does not move towards them.
    const changed = toy.map(cell =>
      cell.label === 'A' && cell.condition === 'stim'
        ? {...cell, values: cell.values.map((v, gene) => (gene === 41 || gene === 42 ? v + 3 : v))}
        : cell,
    );
    const other: PerturbationScores = await (await run(changed, {resamples: 0})).read('results');
    const [ofA] = other.protocols['held-out types'].methods['mean shift'].groups;
    expect(ofA!.recovery[0].value).toBeLessThan(0.7);
    expect(ofA!.slope.value).toBeLessThan(0.4);
  });

  test('is the same for the same seed', async () => {
    expect(await (await run(toy)).read('results')).toEqual(scores);
  });

  test('without donors only types are hidden', async () => {
    const {protocols} = await (await run(without('donor', () => true))).read('results');
    expect(Object.keys(protocols)).toEqual(['held-out types']);
  });

  test('types stimulated cells by their neighbours, on genes that do not answer', async () => {
    const cells = without('label', ({condition}) => condition === 'stim');
    const typed: PerturbationScores = await (await run(cells, {untyped: 'neighbours'})).read(
      'results',
    );
    expect(typed.cells).toMatchObject({stimulated: 168, typedByNeighbours: 168});
    const groups = typed.protocols['held-out types'].groups;
    expect(groups.map(({stimulatedCells}) => stimulatedCells)).toEqual([42, 42, 42, 42]);
    await expect(run(cells)).rejects.toThrow(
      /0 of 4 types have 8 control and 8 stimulated cells or more \(0 of 168 typed cells are stimulated\).*168 cells of 'stim' have no type and are left out.*--set score-perturbations\.untyped=neighbours/,
    );
  });

  test('says which conditions there are', async () => {
    await expect(run(toy, {controlLabel: 'DMSO'})).rejects.toThrow(
      /Found no control cells 'DMSO'; the conditions are: ctrl, stim/,
    );
    const third = toy.map((cell, i) => (i % 7 === 0 ? {...cell, condition: 'LPS'} : cell));
    await expect(run(third)).rejects.toThrow(/the others are: LPS, stim\. Name one of them/);
    const named: PerturbationScores = await (
      await run(third, {stimulatedLabel: 'stim', resamples: 0})
    ).read('results');
    expect(named.cells.left).toBe(48);
  });
});
