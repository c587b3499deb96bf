// Times the import of synthetic cells as whole processes that take turns, and prints medians, cells a second and ratios:
//   npx tsx bench/cells/main.ts --cells 20000 --python PYTHON_WITH_SCANPY --against OTHER_CHECKOUT
//   npx tsx bench/cells/main.ts --cells 1000000 --rounds 1 --sentences --folder /large/disk   (48 GB)
// --layout csc_matrix or mtx has the matrix by columns or as text, --gzip packs it.

import {mkdtemp, rm, stat} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {parseArgs} from 'node:util';
import {bytesText} from '../../shared/text/amount-text.ts';
import {toTable} from '../markdown-table.ts';
import {figuresOf, runStage, type Timed, timeImport, timeScanpy} from './time-import.ts';
import {type CellsToWrite, writeCells} from './write-cells.ts';

const ROOT = resolve(import.meta.dirname, '../..');

const {values} = parseArgs({
  options: {
    cells: {type: 'string', default: '20000'},
    genes: {type: 'string', default: '20000'},
    expressed: {type: 'string', default: '2000'},
    layout: {type: 'string', default: 'csr_matrix'},
    gzip: {type: 'boolean', default: false},
    rounds: {type: 'string', default: '3'},
    folder: {type: 'string', default: tmpdir()},
    python: {type: 'string'},
    against: {type: 'string'},
    sentences: {type: 'boolean', default: false},
  },
});
const [cells, genes, expressed] = [values.cells, values.genes, values.expressed].map(Number);
const layout = values.layout as CellsToWrite['layout'];

/** By name; the first is the one that the others are compared with. */
async function contendersFor(source: string, folder: string) {
  const {python, against} = values;
  const contenders = new Map([['geneglot', await storeOf(ROOT, 'artifacts', source, folder)]]);
  if (against) {
    const root = resolve(against);
    contenders.set('other checkout', await storeOf(root, 'others', source, folder));
  }
  if (python) contenders.set('scanpy', () => timeScanpy(python, source, join(folder, 'out.h5ad')));
  return contenders;
}

/** A store that has seen the stage's code, by an import of some other cells that is not timed. */
async function storeOf(root: string, name: string, source: string, folder: string) {
  const artifacts = join(folder, name);
  const few = await mkdtemp(join(folder, 'few-'));
  const other = await writeCells(few, {cells: 300, genes, expressed, layout, isGzipped: false});
  await runStage(root, 'import-cells', other, artifacts);
  return () => timeImport(root, source, artifacts);
}

async function timeAll(contenders: ReadonlyMap<string, () => Promise<Timed>>) {
  const rounds = new Map<string, Timed[]>([...contenders.keys()].map(name => [name, []]));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [name, time] of contenders) {
      const timed = await time();
      rounds.get(name)!.push(timed);
      console.log(`${name}: ${JSON.stringify(timed)}`);
    }
  }
  return rounds;
}

function tableOf(rounds: ReadonlyMap<string, Timed[]>): string {
  const own = middleOf([...rounds.values()][0]);
  const lines = [...rounds].map(([name, timed]) => {
    const {wallSeconds, stageSeconds, processorSeconds, peakMemoryBytes} = middleOf(timed);
    return [
      name,
      wallSeconds.toFixed(2),
      (wallSeconds / own.wallSeconds).toFixed(2),
      processorSeconds.toFixed(2),
      stageSeconds ? Math.round(cells / stageSeconds).toLocaleString('en') : '',
      bytesText(peakMemoryBytes),
    ];
  });
  const head = ['import', 's', 'times ours', 'processor s', 'cells/s of the stage', 'peak memory'];
  return toTable(head, lines);
}

/** The median of each figure. */
function middleOf(timed: readonly Timed[]): Timed {
  const of = (figure: (each: Timed) => number) =>
    timed.map(figure).sort((a, b) => a - b)[Math.floor(timed.length / 2)];
  return {
    wallSeconds: of(each => each.wallSeconds),
    processorSeconds: of(each => each.processorSeconds),
    peakMemoryBytes: of(each => each.peakMemoryBytes),
    stageSeconds: of(each => each.stageSeconds ?? 0),
  };
}

async function timeSentences(source: string, folder: string): Promise<string> {
  const artifacts = join(folder, 'artifacts');
  await runStage(ROOT, 'write-cell-sentences', source, artifacts);
  const {seconds, peakMemoryBytes} = figuresOf('write-cell-sentences', artifacts);
  return `write-cell-sentences: ${Math.round(cells / seconds)} cells/s, peak ${bytesText(peakMemoryBytes)}`;
}

const folder = await mkdtemp(join(values.folder, 'geneglot-cells-'));
try {
  const source = await writeCells(folder, {
    cells,
    genes,
    expressed,
    layout,
    isGzipped: values.gzip,
  });
  const {size} = await stat(
    layout === 'mtx' ? join(source, `matrix.mtx${values.gzip ? '.gz' : ''}`) : source,
  );
  console.log(`${cells} cells × ${expressed} of ${genes} genes, ${layout}, ${bytesText(size)}`);
  console.log(tableOf(await timeAll(await contendersFor(source, folder))));
  if (values.sentences) console.log(await timeSentences(source, folder));
} finally {
  await rm(folder, {recursive: true});
}
