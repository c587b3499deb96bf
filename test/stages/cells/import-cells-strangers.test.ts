// Every case of files that strangers' tools write, imported by the stage: read to the right values, or refused in words
// that say what it is and what to do. Their outcomes are the table of docs/strangers.md.
import {mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {extract} from 'tar';
import type {CellMatrix} from '../../../shared/cells/cell-matrix.ts';
import importCells from '../../../stages/cells/import-cells.ts';
import {gather} from '../../cells/matrices.ts';
import {runStage, type StageRun} from '../run-stage.ts';

const FIXTURES = join(import.meta.dirname, 'strangers');
const SYMBOLS = join(import.meta.dirname, '../../../data/genes/human-genes.tsv.gz');
/** Cases of other genes than the plain one's: they need the whole table of symbols. */
const OTHER_GENES = /^c(00|01|07|20|27)/;
const ENDING = '.tar.gz';
const folder = mkdtempSync(join(tmpdir(), 'geneglot-strangers-'));
afterAll(() => rmSync(folder, {recursive: true}));

const CASES = readdirSync(FIXTURES).map(name => name.slice(0, -ENDING.length));

/** Cases without labels. */
const UNLABELED = /^c(12|13|20|27|28)/;
const runs = new Map<string, Promise<StageRun>>();

/** What the stage makes of a case; each is imported once. */
function importCase(name: string): Promise<StageRun> {
  const run = runs.get(name) ?? importAnew(name);
  runs.set(name, run);
  return run;
}

async function importAnew(name: string, params: object = {}): Promise<StageRun> {
  await extract({file: join(FIXTURES, `${name}${ENDING}`), cwd: folder});
  const path = join(folder, name);
  const source = statSync(path).isDirectory() ? filesIn(path) : [path];
  const symbolTable = OTHER_GENES.test(name) ? SYMBOLS : join(folder, 'genes.tsv');
  const inputs = {source, labels: undefined, symbolTable};
  const labelColumn = UNLABELED.test(name) ? null : 'cell_type';
  return runStage(importCells, {
    inputs,
    params: {labelColumn, minGenes: 0, minCells: 0, ...params},
  });
}

const filesIn = (path: string): string[] =>
  readdirSync(path, {recursive: true, encoding: 'utf8'})
    .map(name => join(path, name))
    .filter(file => statSync(file).isFile());

interface Values {
  symbols: readonly string[];
  rows: [number, number][][];
}

async function valuesOf(run: StageRun): Promise<Values> {
  const matrix: CellMatrix = await run.read('matrix');
  const batches = await gather(matrix.batches());
  const rows = batches.flatMap(({offsets, genes, values}) =>
    Array.from(offsets.slice(1), (end, row) =>
      Array.from(genes.slice(offsets[row], end), (gene, i): [number, number] => [
        ...([gene, values![offsets[row] + i]] as const),
      ]),
    ),
  );
  return {symbols: matrix.symbols, rows};
}

const labelsOf = async (run: StageRun): Promise<(string | null)[]> =>
  (await run.read('cells')).map(({label}: {label: string | null}) => label);

const notesOf = async (run: StageRun): Promise<Record<string, number>> =>
  Object.fromEntries(
    (await run.read('summary')).notes.map(({message, count}: {message: string; count: number}) => [
      message,
      count,
    ]),
  );

let plain: Values;
let types: (string | null)[];

beforeAll(async () => {
  const run = await importCase('c00-plain.h5ad');
  plain = await valuesOf(run);
  types = await labelsOf(run);
  writePart(plain.symbols);
});

/** The rows of these symbols alone: reading the whole table takes longer than a case. */
function writePart(symbols: readonly string[]): void {
  const [header, ...rows] = gunzipSync(readFileSync(SYMBOLS)).toString().split('\n');
  const wanted = new Set(symbols);
  const part = rows.filter(row => wanted.has(row.slice(0, row.indexOf('\t'))));
  writeFileSync(join(folder, 'genes.tsv'), [header, ...part].join('\n'));
}

/** Files that hold the plain matrix in another way. */
const EQUAL = CASES.filter(name =>
  /^(c(03|04|05|06|10|11|12[bdef]|13|15[a-gj]|16|17|18|24|28|29)|v)/.test(name),
);
/** Those of them that hold the plain labels, too. */
const SAME_TYPES = EQUAL.filter(name => /^(c(03|04|05|11[^i]|15|16|17|29)|v)/.test(name));

describe('the plain matrix', () => {
  test('has the counts that were written', () => {
    expect(plain.rows).toHaveLength(40);
    expect(plain.symbols.slice(0, 3)).toEqual(['CD19', 'CD4', 'CD3E']);
    expect(plain.rows.flat().reduce((sum, [, value]) => sum + value, 0)).toBe(52_930);
  });

  test.each(EQUAL)('is read from %s', async name => {
    expect(await valuesOf(await importCase(name))).toEqual(plain);
  });

  test.each(SAME_TYPES)('has its types in %s', async name => {
    const run = await importCase(name);
    expect(await labelsOf(run)).toEqual(types);
  });

  test.each([
    ['c06-nullable-string-index.h5ad', 6],
    ['c06c-nullable-string-label.h5ad', 6],
    ['c11i-half-of-barcodes', 5],
    ['c24-seuratdisk.h5ad', 1],
  ])('has its types in %s but for %i', async (name, missing) => {
    const labels = await labelsOf(await importCase(name));
    expect(labels.filter(label => label === null)).toHaveLength(missing);
    expect(labels.map((label, cell) => label ?? types[cell])).toEqual(types);
  });
});

describe('what is told of', () => {
  test.each(['c03-citeseq.h5ad', 'c28-citeseq-10x'])('antibodies in %s', async name => {
    expect(await notesOf(await importCase(name))).toMatchObject({
      'features left out, no genes but Antibody Capture': expect.any(Number),
    });
  });

  test('ids that decide where a name is another gene’s today', async () => {
    const run = await importCase('c20-symbol-reuse');
    const {symbols} = await valuesOf(run);
    expect(symbols).toContain('LSM8');
    expect(await notesOf(run)).toMatchObject({
      "features whose name is another gene's today, taken by their id": 3,
    });
  });

  test('marks of missing labels', async () => {
    const labels = await labelsOf(await importCase('c10-nan-labels.h5ad'));
    expect([...new Set(labels)]).toEqual(['B cell', null, 'T cell', 'unknown', 'Unassigned']);
  });

  test('barcodes that several cells have', async () => {
    const run = await importCase('c22-duplicate-barcodes-pipeline.h5ad');
    expect(run.warnings.join('\n')).toMatch(/\d+ of 150 cells have the barcode of an earlier cell/);
  });

  test('barcodes that agree but for their endings, and lines of no cell', async () => {
    const bare = await importCase('c11e-no-suffix');
    expect(bare.warnings.join()).toMatch(/agree .* only without endings such as -1/);
    const half = await importCase('c11i-half-of-barcodes');
    expect(half.warnings.join()).toMatch(/5 of 40 lines have a barcode that no cell has/);
  });
});

describe('other files that are read', () => {
  test('symbols of a column where the index has numbers of rows', async () => {
    const {symbols, rows} = await valuesOf(await importCase('c01-census-integer-index.h5ad'));
    expect(symbols.slice(0, 2)).toEqual(['C1QL3', 'CHIC1']);
    expect([rows.length, symbols.length]).toEqual([30, 3000]);
  });

  test('labels with brackets, braces, quotes and tags', async () => {
    const labels = await labelsOf(await importCase('c21-odd-labels.h5ad'));
    expect(labels).toContain('B "naive" & <b>mem</b>');
    expect(labels).toContain('CD8+ T [activated] {type}');
  });

  test('yes and no as true and false, in a column, in categories and where some are missing', async () => {
    await importCase('v08-yes-and-no.h5ad');
    const labels = await Promise.all(
      ['treated', 'sorted', 'known'].map(async labelColumn =>
        labelsOf(await importAnew('v08-yes-and-no.h5ad', {labelColumn})),
      ),
    );
    expect(labels.map(each => each.slice(0, 4))).toEqual([
      ['true', 'false', 'false', 'true'],
      ['true', 'false', 'true', 'false'],
      ['true', null, 'false', 'true'],
    ]);
  });

  test('cells without a gene', async () => {
    const {rows} = await valuesOf(await importCase('c23-empty-cells.h5ad'));
    expect(rows).toHaveLength(40);
    expect(rows.filter(row => row.length === 0).length).toBeGreaterThan(0);
  });

  test('whole numbers of R that are missing', async () => {
    const labels = await labelsOf(await importCase('c24b-seuratdisk-integer-types.h5ad'));
    expect(new Set(labels)).toEqual(new Set(['0', '1', '2', null]));
  });
});

const REFUSED: [string, RegExp][] = [
  [
    'c07-human-and-mouse.h5ad',
    /two species in one matrix: 300 human .* and 280 of another species/,
  ],
  ['c08-soupx-fractions.h5ad', /neither counts nor logarithms .*roundToInt = TRUE/],
  ['c12c-pattern', /matrix has only whether a gene is there/],
  ['c15h-int64-above-2^24.h5ad', /X has whole numbers beyond 16,777,215/],
  ['c15i-bool.h5ad', /X has only whether a gene is there/],
  ['c25-mudata.h5ad', /a MuData file with rna; .*\['rna'\]\.write_h5ad/],
  ['c26a-plain.h5ad.gz', /an HDF5 file inside gzip; .*gunzip c26a-plain/],
  ['c26c-store.zarr', /a Zarr folder with X, which is no AnnData/],
  ['c26d-counts.csv', /a table of text; .*scanpy\.read_csv/],
  ['c26e-object.rds', /an object of R; .*SaveH5Seurat/],
  ['c26f-data.loom', /a loom file; .*read_loom/],
  ['c27-two-samples', /matrices of 2 samples .*import-cells\.source=.*GSM1_\*/],
  ['c30-no-cells.h5ad', /found no cells/],
  ['w01-blosc-zlib.h5ad', /a filter that is not available .*again with gzip/],
  ['w02-newest-hdf5.h5ad', /a newer HDF5 than 1\.14.*without libver/],
];

describe('what is refused', () => {
  test.each(REFUSED)('%s', async (name, message) => {
    const error: Error = await importCase(name).then(
      () => new Error('was read'),
      error => error,
    );
    expect(error.message).toMatch(message);
    expect(error.message).toContain(name);
  });

  test('a layer among several that could be it, by their names', async () => {
    const run = importAnew('c04-velocyto-layers.h5ad', {layer: 'layers/nothing'});
    await expect(run).rejects.toThrow(/it has X, layers\/ambiguous, layers\/matrix/);
  });
});

test('every case has an outcome above', () => {
  const others = /^c(00|01|20|21|22|23)/;
  const named = new Set([...EQUAL, ...REFUSED.map(([name]) => name)]);
  expect(CASES.filter(name => !named.has(name) && !others.test(name))).toEqual([]);
});
