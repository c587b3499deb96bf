// The pipeline of cells as a user runs it, on a small 10x folder of the test's own: pipelines/cells.yaml, every stage a
// process.
import {execFile} from 'node:child_process';
import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {cellMatrix} from '../../shared/formats/cells/cell-matrix.ts';
import {createRandom} from '../../shared/stats/random.ts';

const root = resolve(import.meta.dirname, '../..');
const GENES = 60;
const CELLS = 150;
const TYPES = ['alpha', 'beta', 'gamma'];

/** Counts of cells × genes: type t has many of genes 10t..10t+9, all have some of the others. */
function toyCounts(): number[][] {
  const random = createRandom(4);
  return Array.from({length: CELLS}, (_, cell) =>
    Array.from({length: GENES}, (_, gene) => {
      const marker = Math.floor(gene / 10) === cell % TYPES.length;
      return random.next() < (marker ? 0.8 : 0.25) ? 1 + random.int(marker ? 9 : 3) : 0;
    }),
  );
}

/** Matrix Market: genes × cells, counted from 1. */
function toMatrixMarket(counts: number[][]): string {
  const entries = counts.flatMap((row, cell) =>
    row.flatMap((count, gene) => (count > 0 ? [`${gene + 1} ${cell + 1} ${count}`] : [])),
  );
  const head = ['%%MatrixMarket matrix coordinate integer general'];
  return [...head, `${GENES} ${CELLS} ${entries.length}`, ...entries, ''].join('\n');
}

const lines = (count: number, line: (i: number) => string) =>
  `${Array.from({length: count}, (_, i) => line(i)).join('\n')}\n`;

const SYMBOL_HEADER =
  'symbol\tname\tlocus_group\tlocus_type\tlocation\talias_symbol\tprev_symbol\tentrez_id\tensembl_gene_id\n';

describe('the pipeline of cells, end to end', () => {
  const counts = toyCounts();
  let folder: string;
  let small: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'geneglot-cells-end-to-end-'));
    const source = join(folder, 'cells');
    await mkdir(source);
    const write = (name: string, text: string) => writeFile(join(source, name), text);
    await write('matrix.mtx', toMatrixMarket(counts));
    await write(
      'barcodes.tsv',
      lines(CELLS, i => `CELL${i}`),
    );
    await write(
      'features.tsv',
      lines(GENES, i => `ENSG${i}\tOLD${i}\tGene Expression`),
    );
    const labels = lines(CELLS, i => `CELL${i}\t${TYPES[i % TYPES.length]}`);
    await write('labels.tsv', `barcode\tkind\n${labels}`);
    const genes = lines(
      GENES,
      i => `GENE${i}\t\tprotein-coding gene\t\t\t\tOLD${i}\t${i}\tENSG${i}`,
    );
    await writeFile(join(folder, 'genes.tsv'), SYMBOL_HEADER + genes);
    const values = {
      'import-cells.source': source,
      'import-cells.symbolTable': join(folder, 'genes.tsv'),
      'import-cells.labelColumn': 'kind',
      'import-cells.minGenes': 5,
      'split-cells.testShare': 0.3,
      'train-cell-encoder.nEmbd': 16,
      'train-cell-encoder.maxSteps': 40,
      'train-cell-encoder.learningRate': 0.002,
      'fine-tune.maxSteps': 60,
      'fine-tune.evaluateEvery': 30,
      'fine-tune.nEmbd': 32,
      'generate-cells.cellsPerType': 20,
      'score-cells.resamples': 50,
      'score-cells.components': 5,
      'score-cells.gromovCells': 30,
      'score-cells.cellsPerType': 20,
      'score-embeddings.resamples': 50,
      'score-embeddings.components': 5,
    };
    small = Object.entries(values).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
  });

  afterAll(() => rm(folder, {recursive: true, force: true}));

  function run(...args: string[]): Promise<{code: number; output: string}> {
    const pipeline = [
      '--pipeline',
      'pipelines/cells.yaml',
      '--artifacts',
      join(folder, 'artifacts'),
    ];
    const command = [join(root, 'bin/geneglot.mjs'), 'run', ...pipeline, ...small, ...args];
    return new Promise(done => {
      execFile(process.execPath, command, {cwd: root}, (error, stdout, stderr) => {
        done({code: error ? Number(error.code ?? 1) : 0, output: stdout + stderr});
      });
    });
  }

  const latest = (path: string) => join(folder, 'artifacts', path);

  test('one run goes from a 10x folder to results and a page', async () => {
    const {code, output} = await run();
    expect(output).toContain('18 stages: 18 ran');
    expect(code).toBe(0);
    const {symbols} = await cellMatrix.read(latest('import-cells/latest/matrix.arrow'));
    expect(symbols).toEqual(Array.from({length: GENES}, (_, i) => `GENE${i}`));
    const results = JSON.parse(await readFile(latest('score-cells/latest/results.json'), 'utf8'));
    expect(results.types).toEqual(TYPES);
    expect(results.cells).toEqual({training: 90, validation: 15, test: 45, genes: GENES});
    expect(results.prediction['nearest cells'].accuracy).toBeGreaterThan(0.9);
    const {imputation, generation} = results;
    expect(Object.keys(imputation)[0]).toBe('set encoder of cells');
    const recallOf = (method: string) => imputation[method].recallAtHidden.mean;
    expect(recallOf('set encoder of cells')).toBeGreaterThan(recallOf('mean of all cells'));
    const ceiling = generation['real training cells'].knnAccuracy[0].accuracy;
    const floor = generation['real training cells, types shuffled'].knnAccuracy[0].accuracy;
    expect(ceiling).toBeGreaterThan(floor + 0.3);
    const {methods} = JSON.parse(
      await readFile(latest('score-embeddings/latest/results.json'), 'utf8'),
    );
    expect(Object.keys(methods).slice(0, 2)).toEqual(['GPT of cells', 'set encoder of cells']);
    expect(methods['GPT of cells'].purity.value).toBeGreaterThan(0.5);
    const page = await readFile(latest('report-cells/latest/page.html'), 'utf8');
    expect(page).toContain('set encoder of cells');
    expect(page).not.toMatch(/<(script|link|img|iframe)[^>]+(src|href)="https?:/);
  }, 120_000);

  test('another seed of the scores reruns the scores and the page alone', async () => {
    const {code, output} = await run('--set', 'score-cells.seed=2');
    expect(output).toContain('18 stages: 2 ran, 16 up to date');
    expect(code).toBe(0);
  }, 60_000);
});
