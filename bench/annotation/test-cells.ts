// Cells that an annotator is tested on: those of the test split, and those of other data sets with types mapped by hand.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {CellMatrix} from '../../shared/cells/cell-matrix.ts';
import {type GatheredCells, Rows} from '../../shared/cells/gather-cells.ts';
import {cellMatrix} from '../../shared/formats/cells/cell-matrix.ts';
import {cellTable} from '../../shared/formats/cells/cell-table.ts';
import {toBatch} from '../../shared/models/cells/annotate-batches.ts';
import {runStage} from './run-stage.ts';

export interface TestCells {
  name: string;
  /** One batch, all of it in memory. */
  matrix: CellMatrix;
  cellIds: string[];
  /** The label of each cell. */
  labels: string[];
  /** Label → the types of training that are right for it; none for a label that training has no type for. */
  typesOf: ReadonlyMap<string, readonly string[]>;
}

/** The cells of the test split. */
export function testSplit(name: string, {symbols, types, splits}: GatheredCells): TestCells {
  const {expression, labels, ids} = splits.test;
  return {
    ...{name, matrix: inMemory(symbols, 'log-normalized', toBatch(expression, 0)), cellIds: ids},
    labels: Array.from(labels, type => types[type]),
    typesOf: new Map(types.map(type => [type, [type]])),
  };
}

/** The labelled cells of another data set, untreated ones where it names conditions. `settings`: of import-cells. */
export async function otherCells(
  name: string,
  settings: Record<string, string>,
  artifacts: string,
): Promise<TestCells> {
  const all = {minGenes: 0, minCells: 1, ...settings};
  const set = Object.entries(all).map(([param, value]) => `import-cells.${param}=${value}`);
  const folder = await runStage('import-cells', set, join(artifacts, name));
  const cells = await cellTable.read(join(folder, 'cells.parquet'));
  const stored = await cellMatrix.read(join(folder, 'matrix.arrow'));
  const typesOf = readTypes(name);
  const isWanted = ({label, condition}: (typeof cells)[number]) =>
    label !== null && (condition === null || condition === 'ctrl');
  const rows = new Rows();
  for await (const batch of stored.batches()) {
    for (let row = 0; row + 1 < batch.offsets.length; row++) {
      if (isWanted(cells[batch.firstCell + row])) rows.add(batch, row);
    }
  }
  const wanted = cells.filter(isWanted);
  const odd = wanted.find(({label}) => !typesOf.has(label!));
  if (odd) throw new Error(`types.tsv: found no row for ${odd.label} of ${name}, expected one`);
  const batch = toBatch(rows.finish(stored.symbols.length), 0);
  return {
    ...{name, typesOf, matrix: inMemory(stored.symbols, stored.valueKind, batch)},
    cellIds: wanted.map(({cellId}) => cellId),
    labels: wanted.map(({label}) => label!),
  };
}

function inMemory(
  symbols: readonly string[],
  valueKind: CellMatrix['valueKind'],
  batch: ReturnType<typeof toBatch>,
): CellMatrix {
  return {
    ...{symbols, valueKind},
    async *batches() {
      yield batch;
    },
  };
}

/** The rows of types.tsv for one data set. */
function readTypes(name: string): Map<string, string[]> {
  const lines = readFileSync(join(import.meta.dirname, 'types.tsv'), 'utf8')
    .trimEnd()
    .split('\n');
  const rows = lines.slice(1).map(line => line.split('\t'));
  const own = rows.filter(([dataSet]) => dataSet === name);
  return new Map(
    own.map(([, label, types]) => [label, types === 'unknown' ? [] : types.split('|')]),
  );
}
