// Files that annotation cannot do justice to: each is refused in a sentence, or annotated with an alarm.
import {existsSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {beforeAll, describe, expect, jest, test} from '@jest/globals';
import {annotate} from '../../../shared/ask/annotation/answer-annotation.ts';
import {fitAnnotator} from '../../../shared/cells/annotation/fit-annotator.ts';
import {readSymbolTable} from '../../../shared/formats/symbol-table.ts';
import {cellAnnotator} from '../../../shared/models/kinds/cell-annotator.ts';
import {createRandom} from '../../../shared/stats/random.ts';
import {TOY_OPTIONS, TOY_TYPES} from '../../cells/annotation/toy-annotator.ts';
import {GENES, toyCells} from '../../cells/toy-cells.ts';
import {type H5adParts, writeH5ad} from '../../formats/cell-sources/write-h5ad.ts';
import {scratchFolder} from '../../formats/scratch-folder.ts';

jest.setTimeout(120_000);

const ROOT = resolve(import.meta.dirname, '../../..');
const scratch = scratchFolder();
let symbols: string[];

beforeAll(async () => {
  const table = await readSymbolTable(join(ROOT, 'data/genes/human-genes.tsv.gz'));
  symbols = table.slice(0, GENES + 30).map(({symbol}) => symbol);
  const known = symbols.slice(0, GENES);
  const parts = {training: toyCells(60, 1), validation: toyCells(30, 2)};
  const annotator = fitAnnotator({symbols: known, types: TOY_TYPES, ...parts}, TOY_OPTIONS);
  await cellAnnotator.write(scratch('annotator'), {annotator, model: null});
});

/** Counts of `cells` cells over the genes, seeded. */
function countsOf(cells: number, genes: readonly string[], seed = 1): number[][] {
  const random = createRandom(seed);
  return Array.from({length: cells}, () => genes.map(() => random.int(4)));
}

async function annotateFile(name: string, parts: Partial<H5adParts>, genes = symbols) {
  const rows = countsOf(20, genes);
  const cellIds = rows.map((_, cell) => `CELL${cell}`);
  const matrices = {X: {rows, encoding: 'csr_matrix' as const}};
  await writeH5ad(scratch(name), {matrices, cellIds, genes, ...parts});
  return ask(name);
}

const ask = (name: string, more: Record<string, string> = {}) =>
  annotate({
    ...{source: scratch(name), model: {annotator: scratch('annotator')}, layer: 'auto'},
    ...{prefix: 'geneglot', provenance: {}, page: false, format: 'json', ...more},
  });

describe('annotation of odd files', () => {
  test('says how many barcodes stand twice, and annotates cell by cell', async () => {
    const cellIds = Array.from({length: 20}, (_, cell) => `CELL${Math.max(3, cell)}`);
    const {output, notes} = await annotateFile('doubled.h5ad', {cellIds});
    expect(JSON.parse(output).cells).toBe(20);
    expect(notes.join('\n')).toContain(
      'alarm: 4 of 20 cells share their barcode with another (CELL3).',
    );
  });

  test('writes numbers in one format, whatever their size', async () => {
    const rows = countsOf(1200, symbols);
    const cellIds = rows.map((_, cell) => `CELL${cell % 600}`);
    const matrices = {X: {rows, encoding: 'csr_matrix' as const}};
    const {notes} = await annotateFile('many.h5ad', {matrices, cellIds});
    expect(notes.join('\n')).toContain('alarm: 1,200 of 1,200 cells share their barcode');
    expect(notes.join('\n').replace(/CELL\d+/g, '')).not.toMatch(/\d{4}/);
  });

  test('refuses a file without cells', async () => {
    const matrices = {X: {rows: [], encoding: 'csr_matrix' as const}};
    await expect(annotateFile('empty.h5ad', {matrices, cellIds: []})).rejects.toThrow(
      /empty\.h5ad: found no cells; expected at least one/,
    );
  });

  test('says that genes are hardly human', async () => {
    const mouse = symbols.map(symbol => symbol[0] + symbol.slice(1).toLowerCase());
    const {notes} = await annotateFile('mouse.h5ad', {}, mouse);
    expect(notes.join('\n')).toContain(
      'alarm: 70 of 70 genes are human symbols in upper case only',
    );
  });

  test.each([0, 1, 3])('of %d genes that the model knows: refused, or an alarm', async shared => {
    const genes = symbols.slice(GENES - shared - 4, GENES - 4).concat(symbols.slice(GENES));
    const asked = annotateFile(`genes-${shared}.h5ad`, {}, genes);
    if (shared === 0) {
      await expect(asked).rejects.toThrow('genes-0.h5ad: found none of the 40 genes');
      return;
    }
    expect((await asked).notes.join('\n')).toContain(
      `alarm: The file has ${shared} of the 40 genes that the model knows`,
    );
  });

  test('refuses names that are taken before it annotates', async () => {
    await annotateFile('first.h5ad', {});
    await ask('first.h5ad', {h5ad: scratch('second.h5ad')});
    const again = {h5ad: scratch('third.h5ad'), out: scratch('third.tsv')};
    await expect(ask('second.h5ad', again)).rejects.toThrow(
      /second\.h5ad: found obs\/geneglot_type, expected no such entry yet.*--prefix NAME/,
    );
    expect(['third.h5ad', 'third.tsv'].filter(name => existsSync(scratch(name)))).toEqual([]);
  });
});
