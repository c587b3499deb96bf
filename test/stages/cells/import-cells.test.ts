// import-cells on files of every encoding, beside the dense rows they were made of; and what it refuses.
import {readFileSync, writeFileSync} from 'node:fs';
import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {beforeAll, describe, expect, test} from '@jest/globals';
import type {CellMatrix} from '../../../shared/cells/cell-matrix.ts';
import importCells from '../../../stages/cells/import-cells.ts';
import {entriesOf, gather, randomRows} from '../../cells/matrices.ts';
import {type Encoding, write10xH5, writeH5ad} from '../../formats/cell-sources/write-h5ad.ts';
import {scratchFolder} from '../../formats/scratch-folder.ts';
import {runStage, type StageRun} from '../run-stage.ts';

const file = scratchFolder();
const GENES = ['TP53', 'MDM2', 'BAX', 'CD3D', 'LYZ', 'MT-ND1', 'NKG7', 'MS4A1'];
const ROWS = randomRows(40, GENES.length, 2);
const CELLS = ROWS.map((_, i) => `CELL${i}-1`);
const LABELS = ROWS.map((_, i) => (i % 5 === 0 ? null : i % 2 ? 'T cell' : 'B cell'));
const FIRST = {minGenes: 0, minCells: 0};

beforeAll(async () => {
  const columns = [
    'symbol\tlocus_group\talias_symbol\tprev_symbol\tentrez_id\tensembl_gene_id',
    ...GENES.map(
      (gene, i) => `${gene}\tprotein-coding gene\t\t\t\tENSG${String(i).padStart(11, '0')}`,
    ),
  ];
  await writeFile(file('genes.tsv'), `${columns.join('\n')}\n`);
});

function importFrom(source: string[], params: object = {}, labels?: string): Promise<StageRun> {
  const inputs = {source, labels, symbolTable: file('genes.tsv')};
  return runStage(importCells, {inputs, params: {...FIRST, labelColumn: null, ...params}});
}

async function rowsOf(run: StageRun): Promise<number[][]> {
  const matrix: CellMatrix = await run.read('matrix');
  const lists = (await gather(matrix.batches())).flatMap(entriesOf);
  return lists.map(entries => {
    const row = GENES.map(() => 0);
    for (const [gene, value] of entries) row[GENES.indexOf(matrix.symbols[gene])] = value;
    return row;
  });
}

const h5ad = async (
  name: string,
  rows = ROWS as readonly (readonly number[])[],
  encoding: Encoding = 'csr_matrix',
) => {
  await writeH5ad(file(name), {
    matrices: {X: {rows, encoding}},
    ...{cellIds: CELLS, genes: GENES, obs: {cell_type: LABELS}},
  });
  return [file(name)];
};

async function folder(name: string, entries?: (lines: string[]) => string[]): Promise<string[]> {
  await mkdir(file(name));
  const lines = ROWS.flatMap((row, cell) =>
    row.flatMap((value, gene) => (value ? [`${gene + 1} ${cell + 1} ${value}`] : [])),
  );
  const head = `%%MatrixMarket matrix coordinate integer general\n%comment\n${GENES.length} ${CELLS.length} ${lines.length}\n`;
  const files = {
    'matrix.mtx.gz': gzipSync(`${head}${(entries?.(lines) ?? lines).join('\n')}\n`),
    'genes.tsv': GENES.map((gene, i) => `ENSG${String(i).padStart(11, '0')}\t${gene}\n`).join(''),
    'barcodes.tsv': `${CELLS.join('\n')}\n`,
  };
  for (const [part, content] of Object.entries(files))
    writeFileSync(file(join(name, part)), content);
  return Object.keys(files).map(part => file(join(name, part)));
}

describe('import-cells reads', () => {
  test.each<Encoding>(['csr_matrix', 'csc_matrix', 'dense'])('%s in h5ad files', async encoding => {
    const run = await importFrom(await h5ad(`${encoding}.h5ad`, ROWS, encoding));
    expect(await rowsOf(run)).toEqual(ROWS);
  });

  test('the same bytes from each encoding', async () => {
    const runs = await Promise.all(
      (['csr_matrix', 'csc_matrix', 'dense'] as const).map(async encoding =>
        importFrom(await h5ad(`bytes-${encoding}.h5ad`, ROWS, encoding)),
      ),
    );
    const [first, ...others] = runs.map(run => readFileSync(run.pathOf('matrix')));
    for (const bytes of others) expect(bytes.equals(first)).toBe(true);
  });

  test('10x files of both generations, antibodies left out', async () => {
    const types = GENES.map((_, i) => (i === 3 ? 'Antibody Capture' : 'Gene Expression'));
    await write10xH5(file('v3.h5'), ROWS, {cellIds: CELLS, genes: GENES, types});
    await write10xH5(file('v2.h5'), ROWS, {cellIds: CELLS, genes: GENES});
    const without = ROWS.map(row => row.map((value, gene) => (gene === 3 ? 0 : value)));
    expect(await rowsOf(await importFrom([file('v3.h5')]))).toEqual(without);
    expect(await rowsOf(await importFrom([file('v2.h5')]))).toEqual(ROWS);
  });

  test('10x folders, by cell and in any order', async () => {
    expect(await rowsOf(await importFrom(await folder('ordered')))).toEqual(ROWS);
    const reversed = await folder('reversed', lines => [...lines].reverse());
    expect(await rowsOf(await importFrom(reversed))).toEqual(ROWS);
  });

  test('raw where X is scaled, and a layer by name', async () => {
    const scaled = ROWS.map(row => row.map(value => value - 1.5));
    const doubled = ROWS.map(row => row.map(value => 2 * value));
    await writeH5ad(file('layers.h5ad'), {
      matrices: {
        X: {rows: scaled, encoding: 'dense'},
        'raw/X': {rows: ROWS, encoding: 'csr_matrix'},
        'layers/doubled': {rows: doubled, encoding: 'csc_matrix'},
      },
      ...{cellIds: CELLS, genes: GENES},
    });
    expect(await rowsOf(await importFrom([file('layers.h5ad')]))).toEqual(ROWS);
    const named = await importFrom([file('layers.h5ad')], {layer: 'layers/doubled'});
    expect(await rowsOf(named)).toEqual(doubled);
    await expect(importFrom([file('layers.h5ad')], {layer: 'layers/single'})).rejects.toThrow(
      /found no layer 'layers\/single'; it has X, raw, layers\/doubled/,
    );
    await expect(importFrom([file('layers.h5ad')], {layer: 'X'})).rejects.toThrow(
      /X has negative values .*Choose another layer \(raw, layers\/doubled\)/,
    );
  });

  test('no layer where several hold counts and none is whole by its name, and the one that is', async () => {
    const scaled = ROWS.map(row => row.map(value => value - 1.5));
    const write = (name: string, layers: readonly string[]) =>
      writeH5ad(file(name), {
        matrices: {
          X: {rows: scaled, encoding: 'dense'},
          ...Object.fromEntries(
            layers.map(layer => [`layers/${layer}`, {rows: ROWS, encoding: 'csr_matrix' as const}]),
          ),
        },
        ...{cellIds: CELLS, genes: GENES},
      });
    const refusals: [string, string[], RegExp][] = [
      ['alike.h5ad', ['first', 'second'], /found counts values in layers\/first, layers\/second,/],
      [
        'whole.h5ad',
        ['counts', 'other', 'umi'],
        /found counts values in layers\/counts, layers\/umi,/,
      ],
      ['part.h5ad', ['spliced'], /found counts values in layers\/spliced,/],
    ];
    for (const [name, layers, message] of refusals) {
      await write(name, layers);
      const refused = importFrom([file(name)]);
      await expect(refused).rejects.toThrow(message);
      const advised = refused.catch(({message}) => /import-cells\.layer=(\S+),/.exec(message)?.[1]);
      const run = await importFrom([file(name)], {layer: await advised});
      expect(await rowsOf(run)).toEqual(ROWS);
    }
    await write('one.h5ad', ['counts', 'other']);
    expect(await rowsOf(await importFrom([file('one.h5ad')]))).toEqual(ROWS);
  });

  test('Ensembl ids with feature_name, and without it by the symbol table', async () => {
    const ids = GENES.map((_, i) => `ENSG${String(i).padStart(11, '0')}`);
    const matrices = {X: {rows: ROWS, encoding: 'csr_matrix' as const}};
    await writeH5ad(file('named.h5ad'), {
      matrices,
      cellIds: CELLS,
      genes: ids,
      var: {feature_name: GENES},
    });
    await writeH5ad(file('ids.h5ad'), {matrices, cellIds: CELLS, genes: ids});
    expect(await rowsOf(await importFrom([file('named.h5ad')]))).toEqual(ROWS);
    expect(await rowsOf(await importFrom([file('ids.h5ad')]))).toEqual(ROWS);
    const mouse = GENES.map((_, i) => `ENSMUSG${String(i).padStart(11, '0')}`);
    await writeH5ad(file('mouse.h5ad'), {matrices, cellIds: CELLS, genes: mouse});
    await expect(importFrom([file('mouse.h5ad')])).rejects.toThrow(
      /found Ensembl ids without symbols \(ENSMUSG.*symbolColumn=NAME/,
    );
  });

  test('log-normalized values as decimal logarithms, and says so', async () => {
    const logs = ROWS.map(row => row.map(value => Math.log1p(1.25 * value)));
    const run = await importFrom(await h5ad('logs.h5ad', logs));
    const matrix: CellMatrix = await run.read('matrix');
    expect(matrix.valueKind).toBe('log-normalized');
    const found = (await rowsOf(run)).flat();
    ROWS.flat().forEach(
      (value, i) => void expect(found[i]).toBeCloseTo(Math.log10(1 + 1.25 * value), 5),
    );
    expect((await run.read('summary')).notes[0]).toEqual({
      ...{message: 'cells hold log-normalized values, kept as they are: no counts', count: 40},
    });
    expect((await run.read('cells'))[0].totalCounts).toBeNull();
    await expect(importFrom([file('logs.h5ad')], {values: 'counts'})).rejects.toThrow(
      /found no counts values .*--set import-cells\.values=log-normalized/,
    );
  });

  test('no explicit zeros', async () => {
    const rows = ROWS.map(row => row.map(value => (value === 0 ? -0 : value)));
    const run = await importFrom(await h5ad('zeros.h5ad', rows));
    const stored = (await run.read('summary')).counts.values;
    expect(stored).toBe(ROWS.flat().filter(value => value > 0).length);
  });
});

describe('import-cells labels', () => {
  test.each([false, true])(
    'cells from obs (categories of old anndata: %s)',
    async oldCategories => {
      const name = `labels-${oldCategories}.h5ad`;
      await writeH5ad(file(name), {
        matrices: {X: {rows: ROWS, encoding: 'csr_matrix'}},
        ...{cellIds: CELLS, genes: GENES, obs: {cell_type: LABELS}, oldCategories},
      });
      const run = await importFrom([file(name)], {labelColumn: 'cell_type'});
      const cells: {label: string | null; cellId: string; totalCounts: number; genes: number}[] =
        await run.read('cells');
      expect(cells.map(({label}) => label)).toEqual(LABELS);
      expect(cells.map(({cellId}) => cellId)).toEqual(CELLS);
      expect(cells.map(({totalCounts}) => totalCounts)).toEqual(
        ROWS.map(row => row.reduce((sum, value) => sum + value, 0)),
      );
      expect(cells.map(({genes}) => genes)).toEqual(ROWS.map(row => row.filter(Boolean).length));
      const dropped = await importFrom([file(name)], {
        labelColumn: 'cell_type',
        onUnlabeled: 'drop',
      });
      expect(await rowsOf(dropped)).toEqual(ROWS.filter((_, i) => LABELS[i] !== null));
    },
  );

  test('cells from a table by barcode, in any order, NA for none', async () => {
    const lines = CELLS.map((cell, i) => `${cell}\t${LABELS[i] ?? 'NA'}\tdonor ${i % 3}`).reverse();
    await writeFile(
      file('labels.tsv.gz'),
      gzipSync(`barcode\ttype\twho\r\n${lines.join('\r\n')}\r\n`),
    );
    const params = {labelColumn: 'type', donorColumn: 'who'};
    const run = await importFrom(await h5ad('table.h5ad'), params, file('labels.tsv.gz'));
    const cells = await run.read('cells');
    expect(cells.map((cell: {label: string | null}) => cell.label)).toEqual(LABELS);
    expect(cells[4].donor).toBe('donor 1');
  });

  test('names the columns there are where the one asked for is missing', async () => {
    await expect(importFrom(await h5ad('columns.h5ad'), {labelColumn: 'celltype'})).rejects.toThrow(
      /found no column 'celltype' for label \(.*columns\.h5ad has cell_type\)\. Name one of them with --set import-cells\.labelColumn=NAME/,
    );
    await writeFile(file('others.tsv'), 'barcode\ttype\nX-1\tT\n');
    await expect(importFrom([file('columns.h5ad')], {}, file('others.tsv'))).rejects.toThrow(
      /others\.tsv: found none of the 40 barcodes .*\(CELL0-1, CELL1-1 …\)/,
    );
  });
});

describe('import-cells refuses', () => {
  const changed = (value: number) => ROWS.map((row, i) => (i === 7 ? row.map(() => value) : row));

  test.each([
    ['negative', -2, /X has negative values/],
    ['fractional', 400.5, /X has whole numbers and fractions/],
    ['empty', 0, /X has nothing but zeros/],
  ])('%s values', async (name, value, message) => {
    const rows = name === 'empty' ? ROWS.map(row => row.map(() => 0)) : changed(value);
    await expect(importFrom(await h5ad(`${name}.h5ad`, rows, 'dense'))).rejects.toThrow(message);
  });

  test('a fraction that a sample missed, and names cell and gene', async () => {
    const cells = Array.from({length: 60_000}, (_, i) => `c${i}`);
    const rows = cells.map((_, i) => [1, i === 10_007 ? 2.5 : 3]);
    const genes = GENES.slice(0, 2);
    await writeH5ad(file('late.h5ad'), {
      matrices: {X: {rows, encoding: 'csr_matrix'}},
      cellIds: cells,
      genes,
    });
    await expect(importFrom([file('late.h5ad')])).rejects.toThrow(
      /late\.h5ad: X, cell c10007, gene MDM2: found 2\.5, expected a count/,
    );
  });

  test('files cut short, of another kind, or of no kind', async () => {
    const [whole] = await h5ad('whole.h5ad');
    writeFileSync(file('cut.h5ad'), readFileSync(whole).subarray(0, 3000));
    writeFileSync(file('text.h5ad'), 'no HDF5');
    await expect(importFrom([file('cut.h5ad')])).rejects.toThrow(
      /cut\.h5ad: the file is cut short or damaged/,
    );
    await expect(importFrom([file('text.h5ad')])).rejects.toThrow(
      /text\.h5ad: no HDF5 file; expected an \.h5ad/,
    );
    await expect(importFrom([file('none.h5ad')])).rejects.toThrow(/none\.h5ad: cannot be opened/);
    const cut = await folder('cut', lines => lines.slice(0, -3));
    await expect(importFrom(cut)).rejects.toThrow(
      /matrix\.mtx\.gz: found \d+ entries, expected \d+ as its head says/,
    );
    const wrong = await folder('wrong', lines => ['999 1 1', ...lines.slice(1)]);
    await expect(importFrom(wrong)).rejects.toThrow(
      /matrix\.mtx\.gz:4: found "999 1 1", expected a row of 1\.\.8/,
    );
    await expect(importFrom(wrong.slice(0, 2))).rejects.toThrow(
      /found 0 files for barcodes\.tsv, expected one beside/,
    );
  });

  test('settings that leave nothing', async () => {
    await expect(importFrom(await h5ad('few.h5ad'), {minGenes: 100})).rejects.toThrow(
      /no cell or no gene is left of 40 cells: 40 have fewer than 100 genes.*Lower them with --set import-cells\.minGenes/,
    );
  });

  test('genes of another species, told by their names', async () => {
    const genes = GENES.map(name => `zz${name}`);
    const matrices = {X: {rows: ROWS, encoding: 'csr_matrix' as const}};
    await writeH5ad(file('species.h5ad'), {matrices, cellIds: CELLS, genes});
    await expect(importFrom([file('species.h5ad')])).rejects.toThrow(
      /found 0 of 8 genes in the symbol table .*Check the species/,
    );
    const lower = GENES.map(name => name[0] + name.slice(1).toLowerCase());
    await writeH5ad(file('lower.h5ad'), {matrices, cellIds: CELLS, genes: lower});
    const run = await importFrom([file('lower.h5ad')]);
    expect(run.warnings[0]).toMatch(/human symbols in upper case only, as mouse data have them/);
  });
});
