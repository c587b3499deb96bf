// `geneglot annotate` as a user runs it, with an annotator of the toy tissue under names of real genes.
import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {basename, join, resolve} from 'node:path';
import {beforeAll, describe, expect, jest, test} from '@jest/globals';
import {fitAnnotator} from '../../shared/cells/annotation/fit-annotator.ts';
import {annotatedCells} from '../../shared/formats/cells/annotated-cells.ts';
import {readSymbolTable} from '../../shared/formats/symbol-table.ts';
import {cellAnnotator} from '../../shared/models/kinds/cell-annotator.ts';
import {cellBundle} from '../../shared/models/kinds/cell-bundle.ts';
import {denseRow} from '../../shared/stats/sparse-rows.ts';
import {TOY_OPTIONS, TOY_TYPES} from '../cells/annotation/toy-annotator.ts';
import {GENES, toyCells} from '../cells/toy-cells.ts';
import {hdf5Contents} from '../formats/cell-sources/hdf5-contents.ts';
import {writeH5ad} from '../formats/cell-sources/write-h5ad.ts';
import {scratchFolder} from '../formats/scratch-folder.ts';
import {bundleOf} from '../models/model-file/toy-bundle.ts';
import {runGeneglot} from './run-geneglot.ts';

jest.setTimeout(120_000);

const ROOT = resolve(import.meta.dirname, '../..');
const OWN_FILE = join(ROOT, 'data/model/human-gene-sets.geneglot');
const scratch = scratchFolder();
const fresh = toyCells(12, 5);
const cellIds = Array.from(fresh.labels, (_, cell) => `CELL${cell}`);
const labels = Array.from(fresh.labels, type => TOY_TYPES[type]);

/** Counts whose logarithms, normalized again, are the toy cells' values as nearly as whole numbers allow. */
const countsOf = (cell: number) =>
  Array.from(denseRow(fresh.expression, cell), value => Math.round(10 ** value - 1));

describe('geneglot annotate', () => {
  let symbols: string[];
  beforeAll(async () => {
    const table = await readSymbolTable(join(ROOT, 'data/genes/human-genes.tsv.gz'));
    symbols = table.slice(0, GENES).map(({symbol}) => symbol);
    const training = toyCells(60, 1);
    const parts = {symbols, types: TOY_TYPES, training, validation: toyCells(30, 2)};
    // What the toy cells' counts sum to.
    const totals = labels.map((_, cell) => countsOf(cell).reduce((a, b) => a + b));
    const targetSum = totals.reduce((a, b) => a + b) / totals.length;
    const annotator = fitAnnotator({...parts, targetSum}, TOY_OPTIONS);
    await cellAnnotator.write(scratch('annotator'), {annotator, model: null});
    const bundle = bundleOf({annotator, model: null});
    bundle.about.origin = [
      {stage: 'mine', uses: 'stages/cells/fit-annotator', key: `0123456789abcdef${'9'.repeat(48)}`},
    ];
    await cellBundle.write(scratch('toy.geneglot'), bundle);
    await writeH5ad(scratch('new.h5ad'), {
      matrices: {X: {rows: labels.map((_, cell) => countsOf(cell)), encoding: 'csr_matrix'}},
      ...{
        cellIds,
        genes: symbols,
        obs: {kind: labels, other: labels.map((_, i) => (i % 2 ? 'odd' : 'even'))},
      },
    });
    const rows = labels.map((_, cell) => countsOf(cell));
    await writeH5ad(scratch('layers.h5ad'), {
      matrices: {
        X: {rows: rows.map(row => row.map(value => value - 0.5)), encoding: 'dense'},
        'layers/counts': {rows, encoding: 'csr_matrix'},
        'layers/umi': {rows, encoding: 'csr_matrix'},
      },
      ...{cellIds, genes: symbols},
    });
  });

  const annotate = (...args: string[]) => runGeneglot('annotate', ...args);
  const own = () => ['--annotator', scratch('annotator')];

  test('prints the types, and writes a table, a copy of the file and a page', async () => {
    const files = ['out.tsv', 'copy.h5ad', 'page.html'].map(name => scratch(name));
    const flags = ['--out', files[0], '--h5ad', files[1], '--page', files[2], '--labels', 'kind'];
    const {code, output, errors} = await annotate(scratch('new.h5ad'), ...own(), ...flags);
    expect([code, errors]).toEqual([0, expect.stringContaining('h5ad file, X: 36 cells')]);
    for (const type of TOY_TYPES) expect(output).toContain(type);
    const right = Number(/(\d+) of 36 cells of known types have their label/.exec(output)?.[1]);
    expect(right).toBeGreaterThan(32);
    const [head, ...lines] = readFileSync(files[0], 'utf8').trimEnd().split('\n');
    expect(head.split('\t').slice(0, 3)).toEqual(['cell', 'type', 'chance']);
    expect(head.split('\t').at(-1)).toBe('label');
    expect(lines.map(line => line.split('\t').at(-1))).toEqual(labels);
    expect(lines.map(line => line.split('\t')[0])).toEqual(cellIds);
    const [before, after] = await Promise.all(
      [scratch('new.h5ad'), files[1]].map(path => hdf5Contents(path)),
    );
    expect([...before].filter(([path, value]) => after.get(path) !== value)).toEqual([]);
    expect([...after.keys()]).toEqual(
      expect.arrayContaining([
        '/obs/geneglot_type/codes',
        '/obsm/X_geneglot_pca',
        '/uns/geneglot/tool',
      ]),
    );
    expect(readFileSync(files[2], 'utf8')).toContain('Most telling genes');
  });

  test('says where no label is a type of the model', async () => {
    const page = scratch('foreign.html');
    const flags = ['--labels', 'other', '--page', page];
    const {errors} = await annotate(scratch('new.h5ad'), ...own(), ...flags);
    expect(errors).toContain(
      'alarm: None of the 2 names in other (even, odd) is a type of the model (B cell, NK cell, T cell)',
    );
    expect(readFileSync(page, 'utf8')).toContain('even (no type of the model)');
  });

  test('answers the same by a model file, from any folder', async () => {
    const [folder, file] = await Promise.all([
      annotate(scratch('new.h5ad'), ...own(), '--json'),
      annotate(
        ...[scratch('new.h5ad'), '--bundle', scratch('toy.geneglot'), '--json'],
        ...['--h5ad', scratch('by-file.h5ad'), '--pipeline', scratch('no-pipeline.yaml')],
      ),
    ]);
    expect([file.code, file.output]).toEqual([0, folder.output]);
    const written = await hdf5Contents(scratch('by-file.h5ad'));
    const bytes = readFileSync(scratch('toy.geneglot'));
    expect(written.get('/uns/geneglot/bundle')).toContain('toy.geneglot');
    expect(written.get('/uns/geneglot/bundle_sha256')).toContain(
      createHash('sha256').update(bytes).digest('hex'),
    );
    expect(written.get('/uns/geneglot/annotator')).toContain('0123456789abcdef');
    expect(file.output).toMatch(/\}\n$/);
  });

  test('writes Parquet, gives the report as JSON, and annotates in place where asked', async () => {
    const parquet = scratch('out.parquet');
    const {code, output} = await annotate(
      scratch('new.h5ad'),
      ...own(),
      '--out',
      parquet,
      '--json',
    );
    expect(code).toBe(0);
    const report = JSON.parse(output);
    expect(report).toMatchObject({cells: 36, methods: ['nearest cells', 'logistic regression']});
    const rows = await annotatedCells.read(parquet);
    expect(rows.map(({cellId}) => cellId)).toEqual(cellIds);
    const copy = scratch('in-place.h5ad');
    writeFileSync(copy, readFileSync(scratch('new.h5ad')));
    const first = await annotate(copy, ...own(), '--in-place', '--prefix', 'mine');
    expect(first.code).toBe(0);
    expect([...(await hdf5Contents(copy)).keys()]).toContain('/obs/mine_chance');
    const again = await annotate(copy, ...own(), '--in-place', '--prefix', 'mine');
    expect([again.code, again.errors]).toEqual([1, expect.stringContaining('--prefix NAME')]);
  });

  test.each([
    ['a file that is not there', ['nothing.h5ad'], 'no such file or folder'],
    ['a table of another kind', ['NEW', '--out', 'x.xlsx'], 'expected .tsv or .parquet'],
    ['a copy of another kind', ['NEW', '--h5ad', 'x.h5'], 'expected .h5ad'],
    ['the file as its own copy', ['NEW', '--h5ad', 'NEW'], 'Write into it with --in-place'],
    ['two places', ['NEW', '--h5ad', 'x.h5ad', '--in-place'], 'found both'],
    [
      'a column that is not there',
      ['NEW', '--labels', 'nothing'],
      'Name one of them with --labels NAME.',
    ],
    ['several layers of counts', ['LAYERS'], 'Choose one with --layer layers/counts,'],
    [
      'a column of symbols that is not there',
      ['NEW', '--symbol-column', 'x'],
      '--symbol-column NAME',
    ],
    ['a folder without cells', ['EMPTY'], 'found no file in the folder'],
    ['a folder without an annotator', ['NEW', '--annotator', 'EMPTY'], 'holds no annotator.json'],
    ['a model file as a folder', ['NEW', '--annotator', 'BUNDLE'], 'named with --bundle FILE'],
    ['two models', ['NEW', '--bundle', 'BUNDLE'], '--annotator --bundle: found both'],
  ])('refuses %s in a sentence', async (_, args, sentence) => {
    mkdirSync(scratch('empty'), {recursive: true});
    const places: Record<string, string> = {
      ...{NEW: scratch('new.h5ad'), EMPTY: scratch('empty'), BUNDLE: scratch('toy.geneglot')},
      LAYERS: scratch('layers.h5ad'),
    };
    const {code, errors} = await annotate(...own(), ...args.map(arg => places[arg] ?? arg));
    expect([code, errors]).toEqual([1, expect.stringContaining(sentence)]);
    expect(errors).not.toMatch(/\n {4}at |Cannot read properties|--set import-cells/);
    expect(existsSync(join(ROOT, 'x.h5ad'))).toBe(false);
  });

  test.each([
    ['a model of gene sets', OWN_FILE, 'found a model of gene sets, expected one of cells'],
    ['a file that is none', 'NEW', 'found no model file'],
    ['a file cut short', 'CUT', 'its bytes are not those that were written'],
    ['nothing', 'nothing.geneglot', 'found no such file'],
    ['a folder', 'EMPTY', 'found a folder, expected a model file'],
  ])('refuses %s as a model file in a sentence', async (_, name, sentence) => {
    mkdirSync(scratch('empty'), {recursive: true});
    const whole = readFileSync(scratch('toy.geneglot'));
    writeFileSync(scratch('cut.geneglot'), whole.subarray(0, whole.length - 9));
    const places: Record<string, string> = {
      ...{NEW: scratch('new.h5ad'), EMPTY: scratch('empty'), CUT: scratch('cut.geneglot')},
    };
    const file = places[name] ?? name;
    const {code, errors} = await annotate(scratch('new.h5ad'), '--bundle', file);
    expect([code, errors]).toEqual([1, expect.stringContaining(`${basename(file)}: ${sentence}`)]);
    expect(errors).not.toMatch(/\n {4}at |Cannot read properties/);
  });

  test('says how to train where no run left an annotator', async () => {
    const {code, errors} = await annotate(scratch('new.h5ad'), '--artifacts', scratch('none'));
    expect([code, errors]).toEqual([1, expect.stringContaining('geneglot run fit-annotator')]);
    expect(errors).toContain('--bundle FILE');
  });
});
