// Streams synthetic cells from an h5ad file to cell sentences and prints cells a second and peak memory of each stage:
//   npx tsx bench/cells.ts --cells 50000
//   npx tsx bench/cells.ts --cells 1000000 --folder /large/disk   (36 GB, about half an hour)
// --encoding csc_matrix has the import transpose the matrix by way of buckets on disk.

import {execFile} from 'node:child_process';
import {mkdtemp, readFile, rm, stat} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {parseArgs, promisify} from 'node:util';
import type {Dataset, Group} from 'h5wasm';
import {readSymbolTable} from '../shared/formats/symbol-table.ts';
import {createRandom} from '../shared/stats/random.ts';
import {bytesText, durationText} from '../shared/text/amount-text.ts';

const ROOT = resolve(import.meta.dirname, '..');
const STAGES = ['import-cells', 'write-cell-sentences'];
/** Values are written this many at a time, and lie in chunks of this many. */
const WRITTEN_VALUES = 1 << 20;
const CHUNK_VALUES = 1 << 16;

const {values} = parseArgs({
  options: {
    cells: {type: 'string', default: '50000'},
    genes: {type: 'string', default: '20000'},
    expressed: {type: 'string', default: '2000'},
    encoding: {type: 'string', default: 'csr_matrix'},
    folder: {type: 'string', default: tmpdir()},
  },
});
const [cells, genes, expressed] = [values.cells, values.genes, values.expressed].map(Number);
const byRows = values.encoding === 'csr_matrix';

/** Writes data of one axis piece by piece, so that no matrix is held. */
class Growing {
  readonly #dataset: Dataset;
  #written = 0;

  constructor(group: Group, name: string, type: '<f' | '<i') {
    const data = type === '<f' ? new Float32Array(0) : new Int32Array(0);
    const shape = {shape: [0], maxshape: [null], chunks: [CHUNK_VALUES]};
    this.#dataset = group.create_dataset({name, data, dtype: type, ...shape});
  }

  append(data: Float32Array | Int32Array): void {
    this.#dataset.resize([this.#written + data.length]);
    this.#dataset.write_slice([[this.#written, this.#written + data.length]], data);
    this.#written += data.length;
  }
}

/** Every line (a cell, or a gene of a matrix by columns) has one value in each stretch of `stretch` places. */
function writeMatrix(group: Group, lines: number, places: number): void {
  const stretch = genes / expressed;
  const perLine = Math.floor(places / stretch);
  const [data, indices] = [new Growing(group, 'data', '<f'), new Growing(group, 'indices', '<i')];
  const random = createRandom(1);
  const atOnce = Math.max(1, Math.floor(WRITTEN_VALUES / perLine));
  for (let first = 0; first < lines; first += atOnce) {
    const size = perLine * Math.min(atOnce, lines - first);
    const counts = new Float32Array(size);
    const found = new Int32Array(size);
    for (let i = 0; i < size; i++) {
      // Few high, many low counts: 1 at least, 1,000 at most.
      counts[i] = Math.floor(1 / (random.next() + 0.001));
      found[i] = Math.floor((i % perLine) * stretch + random.next() * stretch);
    }
    data.append(counts);
    indices.append(found);
  }
  const pointers = BigInt64Array.from({length: lines + 1}, (_, line) => BigInt(line * perLine));
  group.create_dataset({name: 'indptr', data: pointers});
}

async function writeH5ad(path: string): Promise<void> {
  const {default: h5wasm} = await import('h5wasm/node');
  await h5wasm.ready;
  const file = new h5wasm.File(path, 'w');
  const frame = (name: string, index: string[]) => {
    const group = file.create_group(name);
    group.create_attribute('_index', '_index');
    group.create_dataset({name: '_index', data: index});
  };
  frame(
    'obs',
    Array.from({length: cells}, (_, cell) => `CELL${cell}-1`),
  );
  frame('var', await symbolsOf(genes));
  const matrix = file.create_group('X');
  matrix.create_attribute('encoding-type', values.encoding);
  matrix.create_attribute('shape', BigInt64Array.of(BigInt(cells), BigInt(genes)));
  writeMatrix(matrix, byRows ? cells : genes, byRows ? genes : cells);
  file.close();
}

async function symbolsOf(count: number): Promise<string[]> {
  const path = join(ROOT, 'data/genes/human-genes.tsv.gz');
  return (await readSymbolTable(path)).slice(0, count).map(({symbol}) => symbol);
}

async function runStages(source: string, artifacts: string): Promise<void> {
  const set = [`import-cells.source=${source}`, 'import-cells.labelColumn=null'];
  const flags = ['--pipeline', join(ROOT, 'pipelines/cells.yaml'), '--artifacts', artifacts];
  const settings = set.flatMap(setting => ['--set', setting]);
  const command = [join(ROOT, 'bin/geneglot.mjs'), 'run', STAGES[1], ...flags, ...settings];
  await promisify(execFile)(process.execPath, command, {maxBuffer: 2 ** 26});
}

const folder = await mkdtemp(join(values.folder, 'geneglot-cells-'));
try {
  const source = join(folder, 'cells.h5ad');
  await writeH5ad(source);
  const {size} = await stat(source);
  console.log(
    `${cells} cells × ${expressed} of ${genes} genes, ${values.encoding}, ${bytesText(size)}`,
  );
  await runStages(source, join(folder, 'artifacts'));
  for (const name of STAGES) {
    const path = join(folder, 'artifacts', name, 'latest/manifest.json');
    const {seconds, peakMemoryBytes} = JSON.parse(await readFile(path, 'utf8'));
    console.log(
      `${name}: ${durationText(seconds)}, ${Math.round(cells / seconds)} cells/s, peak ${bytesText(peakMemoryBytes)}`,
    );
  }
} finally {
  await rm(folder, {recursive: true});
}
