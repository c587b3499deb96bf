// CellTypist (Domínguez Conde et al. 2022) trained on the training cells, asked for other cells as its users ask it: with
// all genes of the file, normalized over them.
import {execFileSync} from 'node:child_process';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {CellMatrix} from '../../shared/cells/cell-matrix.ts';
import type {LabelledCells} from '../../shared/cells/labelled-cells.ts';
import {normalizedBatches, TARGET_SUM} from '../../shared/cells/normalize.ts';
import {toBatch} from '../../shared/models/cells/annotate-batches.ts';

const PEER = join(import.meta.dirname, '../peers/annotate_celltypist.py');

interface Training {
  symbols: readonly string[];
  types: readonly string[];
  /** log10(1 + expression normalized to 10,000), as CellTypist demands but for the base. */
  training: LabelledCells;
}

interface Asked {
  name: string;
  matrix: CellMatrix;
}

/** Chances of the types of each cell of each matrix, by its name. */
export async function askCellTypist(
  python: string,
  {symbols, types, training: {expression, labels}}: Training,
  asked: readonly Asked[],
): Promise<Map<string, Float64Array[]>> {
  const folder = await mkdtemp(join(tmpdir(), 'geneglot-celltypist-'));
  try {
    const named = Array.from(labels, type => types[type]);
    const known = {symbols, batches: [toBatch(expression, 0)], labels: named};
    await writeCells(folder, 'training', known);
    for (const {name, matrix} of asked) {
      const batches = [];
      for await (const batch of normalizedBatches(matrix, TARGET_SUM)) batches.push(batch);
      await writeCells(folder, name, {symbols: matrix.symbols, batches, labels: null});
    }
    const ask = {training: 'training', judged: asked.map(({name}) => name)};
    await writeFile(join(folder, 'ask.json'), JSON.stringify(ask));
    const printed = execFileSync(python, ['-W', 'ignore', PEER, folder], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const {types: theirs}: {types: string[]} = JSON.parse(printed.trim().split('\n').at(-1)!);
    const places = types.map(type => theirs.indexOf(type));
    const read = async ({name}: Asked) => {
      const all = new Float64Array(
        new Uint8Array(await readFile(join(folder, `${name}.f64`))).buffer,
      );
      const rows = Array.from({length: all.length / theirs.length}, (_, row) =>
        Float64Array.from(places, place => all[row * theirs.length + place]),
      );
      return [name, rows] as const;
    };
    return new Map(await Promise.all(asked.map(read)));
  } finally {
    await rm(folder, {recursive: true});
  }
}

interface Written {
  symbols: readonly string[];
  batches: {offsets: Int32Array; genes: ArrayLike<number>; values: Float32Array}[];
  labels: string[] | null;
}

/** Values as natural logarithms. */
async function writeCells(
  folder: string,
  name: string,
  {symbols, batches, labels}: Written,
): Promise<void> {
  const [{offsets, genes, values}, ...others] = batches;
  if (others.length > 0) throw new Error(`${name}: expected cells in one batch`);
  const at = (part: string) => join(folder, `${name}.${part}`);
  await writeFile(at('json'), JSON.stringify({genes: symbols, labels}));
  await writeFile(at('offsets.i32'), offsets);
  await writeFile(at('columns.i32'), Int32Array.from(genes));
  await writeFile(
    at('values.f32'),
    values.map(value => value * Math.LN10),
  );
}
