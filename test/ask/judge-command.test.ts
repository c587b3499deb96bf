// `geneglot judge` as a user runs it, on toy cells of two conditions: scores in three forms, and refusals that advise its
// own options.
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {beforeAll, describe, expect, jest, test} from '@jest/globals';
import {JUDGED} from '../../shared/cells/perturbations/judge-cells.ts';
import {
  GENES,
  type ToyCell,
  TYPES,
  toyPerturbation,
} from '../cells/perturbations/toy-perturbation.ts';
import {type H5adParts, writeH5ad} from '../formats/cell-sources/write-h5ad.ts';
import {scratchFolder} from '../formats/scratch-folder.ts';
import {runGeneglot} from './run-geneglot.ts';

jest.setTimeout(120_000);

const scratch = scratchFolder();
const REAL = toyPerturbation(10, 1);
const PREDICTED = toyPerturbation(8, 2).filter(({condition}) => condition === 'stim');
/** Few draws, so that a judgement takes seconds. */
const QUICK = {
  ...{minCells: 8, changedGenes: 10, recoverAt: [10], splits: 2, components: 5, energyCells: 40},
  ...{resamples: 20, neighbours: [5], gromovCells: 30, gromovRepeats: 1, covariationGenes: 20},
};
const quick = Object.entries(QUICK).flatMap(([name, value]) => [
  '--set',
  `judge-cells.${name}=${JSON.stringify(value)}`,
]);

function writeCells(name: string, cells: readonly ToyCell[], more: Partial<H5adParts> = {}) {
  return writeH5ad(scratch(name), {
    matrices: {X: {rows: cells.map(({values}) => values), encoding: 'csr_matrix'}},
    cellIds: cells.map(({cellId}) => cellId),
    genes: Array.from({length: GENES}, (_, gene) => `GENE${gene}`),
    obs: {
      cell_type: cells.map(({label}) => label),
      condition: cells.map(({condition}) => condition),
      donor: cells.map(({donor}) => donor),
    },
    ...more,
  });
}

/** Two layers of counts, and which of them holds all is not to be seen. */
function twoOfCounts(cells: readonly ToyCell[]): Partial<H5adParts> {
  const counts = cells.map(({values}) => values.map(value => Math.round(10 * value)));
  const scaled = cells.map(({values}) => values.map(value => value - 1));
  return {
    matrices: {
      X: {rows: scaled, encoding: 'dense'},
      'layers/counts': {rows: counts, encoding: 'csr_matrix'},
      'layers/umi': {rows: counts, encoding: 'csr_matrix'},
    },
  };
}

function judge(predicted: string, ...args: string[]) {
  const places = args.map(arg => (/\.h5ad$/.test(arg) ? scratch(arg) : arg));
  return runGeneglot('judge', scratch(predicted), ...places);
}

const leftBehind = () => readdirSync(tmpdir()).filter(name => /^geneglot-judge-\w{6}$/.test(name));

describe('geneglot judge', () => {
  beforeAll(async () => {
    await writeCells('real.h5ad', REAL);
    await writeCells('predicted.h5ad', PREDICTED);
    await writeCells(
      'half-typed.h5ad',
      REAL.map(cell => (cell.condition === 'stim' ? {...cell, label: ''} : cell)),
    );
    await writeCells('two-of-counts.h5ad', PREDICTED, twoOfCounts(PREDICTED));
  });
  const columns = ['--condition-column', 'condition', '--donor-column', 'donor'];

  test('prints the scores beside baselines and ceiling, and leaves nothing behind', async () => {
    const before = leftBehind();
    const {code, output, errors} = await judge(
      ...(['predicted.h5ad', '--real', 'real.h5ad'] as const),
      ...[...columns, '--from-scratch', ...quick],
    );
    expect([code, errors]).toEqual([0, expect.stringMatching(/^judge-cells: started/m)]);
    expect(output).toContain('96 predicted cells against 120 real ones; 4 types, 60 genes');
    for (const word of ['k-NN accuracy, k = 5', 'Gromov–Wasserstein', 'ridge', 'no change'])
      expect(output).toContain(word);
    expect(leftBehind()).toEqual(before);
  });

  test('gives every score as JSON and as rows of a table', async () => {
    const asked = ['--real', 'real.h5ad', ...columns, '--from-scratch', ...quick];
    const json = await judge('predicted.h5ad', ...asked, '--json');
    const judgement = JSON.parse(json.output);
    expect(judgement.types).toEqual(TYPES);
    expect(judgement.cells).toEqual({
      real: 120,
      predicted: 96,
      otherTypes: 0,
      untyped: 0,
      typedByNeighbours: 0,
    });
    const tsv = await judge('predicted.h5ad', ...asked, '--tsv', '--out', scratch('out.tsv'));
    expect(readFileSync(scratch('out.tsv'), 'utf8')).toBe(tsv.output);
    const [head, ...rows] = tsv.output.trimEnd().split('\n');
    expect(head.split('\t')).toEqual(['method', 'type', 'score', 'value', 'low', 'high']);
    const [{accuracy}] = judgement.generation[JUDGED].knnAccuracy;
    expect(rows.length).toBeGreaterThan(20);
    expect(tsv.output).toContain(`\t${accuracy}\t`);
  });

  test.each([
    ['a column of types that is not there', ['--label-column', 'kind'], '--label-column NAME'],
    [
      'a column of conditions that is not there',
      ['--condition-column', 'group'],
      '--condition-column NAME',
    ],
    ['a control that is not there', [...columns, '--control', 'mock'], '--control NAME'],
    [
      'stimulated cells without types',
      [...columns, '--real', 'half-typed.h5ad'],
      '--untyped neighbours',
    ],
    ['a file of another kind', ['--out', 'scores.csv'], 'expected .tsv or .json'],
    ['both forms', ['--json', '--tsv'], 'choose one'],
    ['a parameter that is not there', ['--set', 'import-real.nothing=1'], 'nothing'],
  ])('refuses %s, and says which option mends it', async (_, args, sentence) => {
    const {code, errors} = await judge('predicted.h5ad', '--real', 'real.h5ad', ...args, ...quick);
    expect([code, errors]).toEqual([1, expect.stringContaining(sentence)]);
    expect(errors).not.toMatch(/--set import-cells\.|--set score-perturbations|\n {4}at /);
  });

  test('refuses several layers of counts in either file, and takes the one that its advice names', async () => {
    const advice = (file: string) => `--set ${file}.layer=layers/counts`;
    const asked = ['--real', 'real.h5ad', ...quick];
    const first = await judge('two-of-counts.h5ad', ...asked);
    expect([first.code, first.errors]).toEqual([
      1,
      expect.stringContaining(advice('import-predicted')),
    ]);
    const second = await judge('predicted.h5ad', '--real', 'two-of-counts.h5ad', ...quick);
    expect(second.errors).toContain(advice('import-real'));
    const [, stage] = /--set (import-predicted\.layer=\S+),/.exec(first.errors) ?? [];
    const mended = await judge('two-of-counts.h5ad', ...asked, '--set', stage);
    expect([mended.code, mended.errors]).toEqual([0, expect.stringMatching(/^judge-cells: done/m)]);
    expect(mended.output).toContain('96 predicted cells against 240 real ones');
  });

  test('says what to do about values a little below 0', async () => {
    const below = PREDICTED.map(cell => ({
      ...cell,
      values: cell.values.map(value => value - 0.05),
    }));
    await writeCells('below.h5ad', below);
    const {code, errors} = await judge('below.h5ad', '--real', 'real.h5ad');
    expect([code, errors]).toEqual([1, expect.stringContaining('cut values at 0 first')]);
    expect(errors).toContain('values=log-normalized');
  });

  test('refuses a file that is not there', async () => {
    const {code, errors} = await judge('nothing.h5ad', '--real', 'real.h5ad');
    expect([code, existsSync(scratch('nothing.h5ad'))]).toEqual([1, false]);
    expect(errors).toContain(scratch('nothing.h5ad'));
    const other = await judge('predicted.h5ad', '--real', 'nothing.h5ad');
    expect([other.code, other.errors]).toEqual([1, expect.stringContaining('nothing.h5ad')]);
    expect(errors + other.errors).not.toMatch(/--set|url/);
  });
});
