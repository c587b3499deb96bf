// Features to genes, filters, normalization, batches: beside dense calculations.
import {describe, expect, test} from '@jest/globals';
import {CellSurveyor, selectKept} from '../../shared/cells/import/filter-cells.ts';
import {BlockFolder} from '../../shared/cells/import/fold-block.ts';
import {judgeValues} from '../../shared/cells/import/judge-values.ts';
import {mapFeatures} from '../../shared/cells/import/map-features.ts';
import {rebatch} from '../../shared/cells/import/rebatch.ts';
import {logNormalize} from '../../shared/cells/normalize.ts';
import {SymbolResolver} from '../../shared/genes/symbols/resolve-symbol.ts';
import {batchOf, entriesOf, gather, randomRows, stream} from './matrices.ts';

const gene = (symbol: string, previous: string[] = [], ensemblId: string | null = null) => ({
  ...{symbol, name: null, locusGroup: 'protein-coding gene', previous},
  ...{aliases: [], entrezId: null, ensemblId},
});
const resolver = new SymbolResolver([
  gene('AAA', ['OLDA']),
  gene('BBB', [], 'ENSG00000000002'),
  gene('MT-ND1'),
]);
const features = ['AAA', 'LOST', 'OLDA', 'BBB', 'AAA-1', 'X1', 'MT-ND1'].map(name => ({
  name,
  id: name === 'X1' ? 'ENSG00000000002' : null,
}));

describe('mapFeatures', () => {
  test('joins former symbols, unique endings and ids with the approved gene; drops the unknown', () => {
    const map = mapFeatures(features, resolver, 'drop');
    expect(map.symbols).toEqual(['AAA', 'BBB', 'MT-ND1']);
    expect(Array.from(map.geneOf)).toEqual([0, -1, 0, 1, 0, 1, 2]);
    expect(map.merged).toBe(3);
    expect(map.steps).toMatchObject({approved: 4, previous: 1, ensembl: 1, unknown: 1});
  });

  test('keeps the unknown under its name when told to', () => {
    const map = mapFeatures(features, resolver, 'keep');
    expect(map.symbols).toEqual(['AAA', 'LOST', 'BBB', 'MT-ND1']);
  });
});

describe('BlockFolder', () => {
  const block = {
    firstCell: 3,
    offsets: Int32Array.of(0, 5, 5, 8),
    features: Int32Array.of(6, 3, 2, 1, 0, 5, 2, 4),
    values: Float32Array.of(1, 2, 3, 4, 5, 0, 6, 7),
  };

  test('sums features of one gene, drops zeros and dropped features, sorts genes', () => {
    const folded = new BlockFolder(mapFeatures(features, resolver, 'drop'), 'counts').fold(block);
    expect(folded.firstCell).toBe(3);
    expect(entriesOf(folded)).toEqual([
      [
        [0, 8],
        [1, 2],
        [2, 1],
      ],
      [],
      [[0, 13]],
    ]);
  });

  test('adds logarithms as the expression behind them', () => {
    const logs = {...block, values: block.values.map(value => Math.log(1 + value))};
    const map = mapFeatures(features, resolver, 'drop');
    const folded = new BlockFolder(map, 'log-normalized', Math.log10(Math.E)).fold(logs);
    const [first, , third] = entriesOf(folded);
    expect(first[0][1]).toBeCloseTo(Math.log10(9), 6);
    expect(third[0][1]).toBeCloseTo(Math.log10(14), 6);
  });
});

test('logNormalize brings every cell to the sum asked for, and 0 to 0', () => {
  const rows = randomRows(20, 30, 8);
  const {offsets, values} = logNormalize(batchOf(rows), 500);
  rows.forEach((row, cell) => {
    const total = row.reduce((sum, value) => sum + value, 0);
    const expected = row
      .filter(value => value > 0)
      .map(value => Math.log10(1 + (500 * value) / total));
    const found = Array.from(values.subarray(offsets[cell], offsets[cell + 1]));
    expect(found).toHaveLength(expected.length);
    found.forEach((value, i) => void expect(value).toBeCloseTo(expected[i], 5));
  });
});

test('filters cells by genes and mitochondrial share, then genes by the cells left', () => {
  const symbols = ['A', 'B', 'C', 'MT-X'];
  const rows = [
    [1, 1, 0, 0],
    [0, 1, 1, 8],
    [1, 0, 0, 0],
    [1, 1, 1, 0],
    [2, 1, 0, 1],
    [5, 5, 0, 0],
  ];
  const wanted = Uint8Array.of(1, 1, 1, 1, 1, 0);
  const filters = {minGenes: 2, maxGenes: null, maxMitochondrialShare: 0.5, minCells: 2};
  const surveyor = new CellSurveyor(wanted, symbols, 'counts', filters);
  surveyor.add(batchOf(rows.slice(0, 2)));
  surveyor.add(batchOf(rows.slice(2), 2));
  const survey = surveyor.finish();
  expect(Array.from(survey.keptCells)).toEqual([1, 0, 0, 1, 1, 0]);
  // C and MT-X are left in one kept cell each.
  expect(Array.from(survey.newGene)).toEqual([0, 1, -1, -1]);
  expect(survey.drops).toEqual({
    ...{tooFewGenes: 1, tooManyGenes: 0, tooMitochondrial: 1, unwanted: 1, rareGenes: 2},
  });
  expect(survey.mitochondrialShare[1]).toBeCloseTo(0.8);
  expect(entriesOf(selectKept(batchOf(rows), survey, 2, 0))).toEqual([
    [
      [0, 1],
      [1, 1],
    ],
    [
      [0, 1],
      [1, 1],
    ],
    [
      [0, 2],
      [1, 1],
    ],
  ]);
});

test('rebatch cuts the same batches however the cells arrive', async () => {
  const rows = randomRows(97, 20, 6);
  const limits = {values: 60, cells: 9};
  const arrive = (size: number) =>
    stream(
      Array.from({length: Math.ceil(rows.length / size)}, (_, i) =>
        batchOf(rows.slice(i * size, (i + 1) * size), i * size),
      ),
    );
  const whole = await gather(rebatch(arrive(97), 20, limits));
  expect(whole.length).toBeGreaterThan(9);
  expect(await gather(rebatch(arrive(1), 20, limits))).toEqual(whole);
  expect(await gather(rebatch(arrive(13), 20, limits))).toEqual(whole);
  expect(whole.flatMap(entriesOf)).toEqual(entriesOf(batchOf(rows)));
  expect(whole[1].firstCell).toBe(whole[0].offsets.length - 1);
});

test.each([
  ['counts', [0, 1, 2, 300]],
  ['log-normalized', [0, 0.5, 3.2]],
  ['negative', [1, -0.1]],
  ['not finite', [1, Number.NaN]],
  ['fractions', [0.5, 400]],
  ['empty', [0, 0]],
])('judgeValues tells %s', (judgement, values) => {
  expect(judgeValues(Float32Array.from(values))).toBe(judgement);
});
