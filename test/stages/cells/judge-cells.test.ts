import {beforeAll, describe, expect, jest, test} from '@jest/globals';
import {judgementLines, judgementTsv} from '../../../shared/ask/judge/judgement-text.ts';
import {JUDGED, type Judgement} from '../../../shared/cells/perturbations/judge-cells.ts';
import {OTHER_HALF} from '../../../shared/cells/perturbations/perturbation-scores.ts';
import type {Progress} from '../../../shared/pipeline/stage-contract.ts';
import {createRandom} from '../../../shared/stats/random.ts';
import judgeCells from '../../../stages/cells/judge-cells.ts';
import {batchOf, stream} from '../../cells/matrices.ts';
import {
  GENES,
  type ToyCell,
  TYPES,
  toyPerturbation,
} from '../../cells/perturbations/toy-perturbation.ts';
import {runStage} from '../run-stage.ts';

jest.setTimeout(60_000);

const params = {
  ...{minCells: 8, changedGenes: 10, recoverAt: [10], splits: 2, components: 5, energyCells: 40},
  ...{resamples: 20, neighbours: [5], gromovCells: 40, gromovRepeats: 1, covariationGenes: 20},
};
const real = toyPerturbation(14, 1);
const ofOthers = toyPerturbation(14, 2).filter(({condition}) => condition === 'stim');
const shuffled = ofOthers.map((cell, i) => ({...cell, label: TYPES[i % TYPES.length]}));

function fileOf(cells: readonly ToyCell[], prefix = 'GENE') {
  const matrix = {
    symbols: Array.from({length: GENES}, (_, gene) => `${prefix}${gene}`),
    valueKind: 'log-normalized',
    batches: () => stream([batchOf(cells.map(({values}) => values))]),
  };
  return {matrix, cells: cells.map(({values, ...row}, cell) => ({...row, cell}))};
}

async function judge(
  predicted: readonly ToyCell[],
  more: Record<string, unknown> = {},
  prefix?: string,
  held = real,
): Promise<Judgement> {
  const [ours, theirs] = [fileOf(held), fileOf(predicted, prefix)];
  const run = await runStage(judgeCells, {
    inputs: {...ours, predictedMatrix: theirs.matrix, predictedCells: theirs.cells},
    params: {...params, ...more},
  });
  return run.read('results');
}

describe('judge-cells', () => {
  let good: Judgement;
  beforeAll(async () => {
    good = await judge(ofOthers, {madeFromControls: false});
  });

  test('real cells of another draw reach the ceiling', () => {
    expect(good.cells).toEqual({
      real: 168,
      predicted: 168,
      otherTypes: 0,
      untyped: 0,
      typedByNeighbours: 0,
    });
    const ours = good.response!.methods[JUDGED];
    const ceiling = good.response!.methods[OTHER_HALF];
    expect(ours.kind).toBe('model');
    expect(ours.mean.pearson.value).toBeGreaterThan(ceiling.mean.pearson.value! - 0.05);
    expect(ours.mean.recovery[0].value).toBeGreaterThan(0.95);
    expect(Math.abs(ours.mean.energyDistance.value!)).toBeLessThan(0.05);
    expect(good.generation[JUDGED].knnAccuracy[0].accuracy).toBeGreaterThan(0.95);
  });

  test('cells of the wrong types, and control cells, do not', async () => {
    const wrong = await judge(shuffled);
    expect(wrong.generation[JUDGED].knnAccuracy[0].accuracy).toBeLessThan(0.5);
    const unchanged = real.filter(({condition}) => condition === 'ctrl');
    const still = await judge(unchanged.map(cell => ({...cell, condition: null})));
    const {slope, recovery} = still.response!.methods[JUDGED].mean;
    expect(slope.value).toBeCloseTo(0, 2);
    expect(recovery[0].value).toBeLessThan(0.5);
  });

  test('reports what it scores, step by step', async () => {
    const shown: Progress[] = [];
    const [ours, theirs] = [fileOf(real), fileOf(ofOthers)];
    await runStage(judgeCells, {
      inputs: {...ours, predictedMatrix: theirs.matrix, predictedCells: theirs.cells},
      params,
      onProgress: progress => void shown.push(progress),
    });
    expect(shown.slice(0, 4).map(({done, unit}) => [done, unit])).toEqual(
      [0, 1, 2, 3].map(done => [done, 'methods']),
    );
    const draws = 4 * (params.splits + params.resamples);
    expect(shown.slice(4).map(({done, total}) => [done, total])).toEqual(
      Array.from({length: draws}, (_, draw) => [draw + 1, draws]),
    );
  });

  test('without conditions cells are scored as generated ones alone', async () => {
    const held = real.map(cell => ({...cell, condition: null}));
    const {response, cells} = await judge(ofOthers, {}, undefined, held);
    expect(response).toBeNull();
    expect(cells.real).toBe(336);
  });

  test('stimulated cells without types are typed by their neighbours, or named as the reason', async () => {
    const untyped = real.map(cell => (cell.condition === 'stim' ? {...cell, label: null} : cell));
    await expect(judge(ofOthers, {}, undefined, untyped)).rejects.toThrow(
      /168 cells of 'stim' have no type and are left out: .*untyped=neighbours/,
    );
    const typed = await judge(
      ofOthers,
      {untyped: 'neighbours', movedGenes: 16, madeFromControls: false},
      undefined,
      untyped,
    );
    expect(typed.cells).toMatchObject({real: 168, untyped: 0, typedByNeighbours: 168});
    expect(typed.response!.groups.map(({stimulatedCells}) => stimulatedCells)).toEqual([
      42, 42, 42, 42,
    ]);
  });

  test('cells without types that are left out change no score, wherever they are', async () => {
    const random = createRandom(5);
    const more = toyPerturbation(3, 3).map(cell => ({...cell, label: null}));
    const mixed: ToyCell[] = [...real];
    for (const cell of more) mixed.splice(random.int(mixed.length), 0, cell);
    const {cells, ...scores} = await judge(ofOthers, {madeFromControls: false}, undefined, mixed);
    const {cells: known, ...others} = good;
    expect(scores).toEqual(others);
    expect(cells).toEqual({...known, untyped: 36});
  });

  test('writes lines and tab-separated rows', () => {
    const lines = judgementLines(good);
    expect(lines[0]).toBe(
      '168 predicted cells against 168 real ones; 4 types, 60 genes in both files',
    );
    expect(lines.filter(line => line.startsWith(JUDGED))).toHaveLength(2);
    const [header, ...rows] = judgementTsv(good).map(line => line.split('\t'));
    expect(header).toEqual(['method', 'type', 'score', 'value', 'low', 'high']);
    expect(rows.every(row => row.length === header.length)).toBe(true);
    expect(rows.filter(([method, type]) => method === JUDGED && type === 'A')).toHaveLength(8);
    const shown = lines.join('\n');
    expect(shown).toMatch(/slope \(best at 1\).*energy distance \(lower is better\)/);
    for (const mark of [`${OTHER_HALF} (ceiling)`, 'ridge (baseline)', 'types shuffled (floor)'])
      expect(shown).toContain(mark);
    expect(shown).toMatch(/^predicted cells +\d\.\d{3} \[\d\.\d{3}, \d\.\d{3}\]/m);
  });

  test('says what the files do not share', async () => {
    await expect(judge(ofOthers, {}, 'Gene')).rejects.toThrow(/no gene in common: .* GENE0, GENE1/);
    const strange = ofOthers.map(cell => ({...cell, label: 'Z'}));
    await expect(judge(strange)).rejects.toThrow(/found Z, expected A, B, C, D/);
  });
});
