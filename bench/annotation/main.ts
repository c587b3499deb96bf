// Annotates cells beside baselines: test cells of the data set that it learns from, and cells of two others whose types
// are mapped by hand (types.tsv). --leave-out all leaves each type out of training in turn and looks for its cells;
// --leave-out 'NK,CD8 T' some:
//   npx tsx bench/annotation/main.ts --source pbmc3k.h5ad --kang kang_ifnb --pbmc68k pbmc68k_reduced.h5ad
// --python PATH asks CellTypist, too; --set NAME=VALUE is for the stages, which run once under --artifacts.
import {join, resolve} from 'node:path';
import {parseArgs} from 'node:util';
import {
  type CellAnnotator,
  gatherEvidence,
  LOGISTIC,
  NEAREST,
  POOLED,
} from '../../shared/cells/annotation/cell-annotator.ts';
import type {AnnotatorOptions} from '../../shared/cells/annotation/fit-annotator.ts';
import {
  calibrateChances,
  fitPoolWeights,
  type TypeChances,
} from '../../shared/cells/annotation/type-chances.ts';
import type {UnknownScore} from '../../shared/cells/annotation/unknown-scores.ts';
import {type GatheredCells, gatherCells} from '../../shared/cells/gather-cells.ts';
import type {LabelledCells} from '../../shared/cells/labelled-cells.ts';
import {cellMatrix} from '../../shared/formats/cells/cell-matrix.ts';
import {cellSplit} from '../../shared/formats/cells/cell-split.ts';
import {cellTable} from '../../shared/formats/cells/cell-table.ts';
import {cellAnnotator, type StoredAnnotator} from '../../shared/models/kinds/cell-annotator.ts';
import {toTable} from '../markdown-table.ts';
import {askCellTypist} from './ask-celltypist.ts';
import {type Gathered, gatherAll} from './gather-all.ts';
import {leaveOut} from './leave-out.ts';
import {runStage} from './run-stage.ts';
import {type MethodEvidence, scoreMethod} from './score-methods.ts';
import {otherCells, type TestCells, testSplit} from './test-cells.ts';

const {values} = parseArgs({
  options: {
    source: {type: 'string'},
    label: {type: 'string', default: 'cell_type'},
    kang: {type: 'string'},
    pbmc68k: {type: 'string'},
    artifacts: {type: 'string', default: 'artifacts/bench-annotation'},
    set: {type: 'string', multiple: true, default: []},
    python: {type: 'string'},
    'leave-out': {type: 'string'},
    seed: {type: 'string', default: '1'},
  },
});
const seed = Number(values.seed);
const artifacts = resolve(values.artifacts);
const OPTIONS: AnnotatorOptions = {
  ...{components: 50, maxReferenceCells: 5000, classifierNeighbours: [5, 10, 20]},
  ...{penalties: [0.0001, 0.001, 0.01], level: 0.9, falseAlarms: 0.05},
  ...{leftOutCells: 2000, leftOutTypes: 12, seed},
};

/** What each method calls a cell unknown by; the pool has the score that validation cells chose. */
const UNKNOWN_BY = new Map<string, UnknownScore>([
  [NEAREST, 'distance'],
  [LOGISTIC, 'doubt'],
]);

async function readTraining(): Promise<GatheredCells> {
  if (values.source === undefined) throw new Error('expected --source FILE, labelled cells');
  const settings = [
    `import-cells.source=${resolve(values.source)}`,
    `import-cells.labelColumn=${values.label}`,
    'import-cells.onUnlabeled=drop',
    `split-cells.seed=${seed}`,
    ...values.set,
  ];
  const store = join(artifacts, 'training');
  await runStage(
    values['leave-out'] === undefined ? 'fit-annotator' : 'split-cells',
    settings,
    store,
  );
  const at = (file: string) => join(store, file);
  const tables = {
    cells: await cellTable.read(at('import-cells/latest/cells.parquet')),
    split: await cellSplit.read(at('split-cells/latest/split.parquet')),
  };
  const matrix = await cellMatrix.read(at('import-cells/latest/matrix.arrow'));
  return gatherCells(matrix, tables, {maxTrainingCells: 50_000, targetSum: 10_000, seed});
}

async function testSets(training: GatheredCells): Promise<TestCells[]> {
  const sets = [testSplit('pbmc3k', training)];
  if (values.kang !== undefined) {
    const settings = {source: resolve(values.kang), conditionColumn: 'condition'};
    sets.push(await otherCells('kang_ifnb', settings, artifacts));
  }
  if (values.pbmc68k !== undefined) {
    const settings = {source: resolve(values.pbmc68k), labelColumn: 'bulk_labels'};
    sets.push(await otherCells('pbmc68k_reduced', settings, artifacts));
  }
  return sets;
}

/** The annotator that the stage fitted, and the same without its GPT, by what their pools are called. */
async function readAnnotators({splits}: GatheredCells): Promise<Map<string, StoredAnnotator>> {
  const folder = join(artifacts, 'training/fit-annotator/latest/annotator');
  const stored = await cellAnnotator.read(folder);
  const without = {annotator: withoutModel(stored, splits.validation), model: null};
  return new Map([
    [POOLED, stored],
    [`${POOLED} but the GPT`, without],
  ]);
}

function withoutModel(
  {annotator}: StoredAnnotator,
  {expression, labels}: LabelledCells,
): CellAnnotator {
  const {shares: _, ...bare} = annotator;
  const alone = [...gatherEvidence(bare, expression).chances].filter(([name]) => name !== POOLED);
  const weights = fitPoolWeights(
    alone.map(([, told]) => told),
    labels,
  );
  const methods = {...bare, shares: new Map(alone.map(([name], i) => [name, weights[i]]))};
  const {chances} = gatherEvidence(methods, expression);
  const calibrations = Array.from(
    chances,
    ([name, told]) => [name, calibrateChances(told, labels, OPTIONS.level)] as const,
  );
  return {...methods, calibrations: new Map(calibrations)};
}

const METHOD_HEAD = [
  'method',
  'accuracy',
  'macro-F1',
  'calibration error',
  'in the 90 % set',
  'types in it',
];
const UNKNOWN_HEAD = ['of known types unknown', 'of foreign types unknown', 'AUROC'];

function compare(
  set: TestCells,
  rows: readonly MethodEvidence[],
  types: readonly string[],
): string {
  const written = rows.map(row => {
    const scores = scoreMethod(row, set, types, OPTIONS.falseAlarms);
    const {accuracy, macroF1, calibrationError, coverage, setSize} = scores;
    const {unknownOfKnown, unknownOfForeign, auroc} = scores;
    return [
      row.method,
      ...[accuracy, macroF1, calibrationError, coverage].map(digits),
      setSize.toFixed(2),
      ...[unknownOfKnown, unknownOfForeign, auroc].map(digits),
    ];
  });
  return toTable([...METHOD_HEAD, ...UNKNOWN_HEAD], written);
}

/** One row a method; the first annotator's single methods, and the pool of each. */
function toRows(
  {annotator}: StoredAnnotator,
  pool: string,
  judged: Gathered,
  validation: Gathered,
): MethodEvidence[] {
  return Array.from(judged.chances, ([method, chances]) => {
    const score = UNKNOWN_BY.get(method) ?? annotator.unknown.score;
    return {
      ...{method: method === POOLED ? pool : method, chances},
      calibration: annotator.calibrations.get(method)!,
      strangeness: judged.unknown[score],
      known: validation.unknown[score].toSorted(),
    };
  });
}

function ofCellTypist(
  chances: Float64Array[],
  validation: Float64Array[],
  labels: Int32Array,
): MethodEvidence {
  const flat: TypeChances = {
    types: validation[0].length,
    values: Float64Array.from(validation.flatMap(row => [...row])),
  };
  const doubt = (rows: Float64Array[]) => Float64Array.from(rows, row => 1 - Math.max(...row));
  return {
    ...{method: 'CellTypist', chances},
    calibration: calibrateChances(flat, labels, OPTIONS.level),
    ...{strangeness: doubt(chances), known: doubt(validation).sort()},
  };
}

function digits(value: number): string {
  return Number.isNaN(value) ? '–' : value.toFixed(3).replace(/^0/, '');
}

const training = await readTraining();
const sets = await testSets(training);
const {types, splits} = training;
const validation = testSplit('validation', {
  ...training,
  splits: {...splits, test: splits.validation},
});
const all = [validation, ...sets];
const left = values['leave-out'];
if (left !== undefined) {
  console.log(await leaveOut(training, sets, left === 'all' ? undefined : left, OPTIONS));
} else {
  const annotators = await readAnnotators(training);
  const peer = values.python
    ? await askCellTypist(values.python, {types, symbols: training.symbols, ...splits}, all)
    : undefined;
  const rows = new Map(sets.map(({name}) => [name, [] as MethodEvidence[]]));
  for (const [pool, stored] of annotators) {
    const {score, leftOut} = stored.annotator.unknown;
    const found = Object.entries(leftOut).map(
      ([name, auroc]) => `${name} ${digits(auroc ?? Number.NaN)}`,
    );
    console.log(`${pool}: AUROC on validation: ${found.join(', ')}; chosen: ${score}`);
    const shares = Array.from(
      stored.annotator.shares ?? [],
      ([name, share]) => `${name} ${digits(share)}`,
    );
    console.log(`${pool}: shares: ${shares.join(', ')}\n`);
    const own = await gatherAll(stored, validation.matrix, seed);
    for (const set of sets) {
      const judged = toRows(stored, pool, await gatherAll(stored, set.matrix, seed), own);
      const isFirst = stored === annotators.get(POOLED);
      rows.get(set.name)!.push(...(isFirst ? judged : judged.slice(0, 1)));
    }
  }
  for (const set of sets) {
    const asked =
      peer && ofCellTypist(peer.get(set.name)!, peer.get('validation')!, splits.validation.labels);
    console.log(`${set.name}: ${set.labels.length} cells\n`);
    console.log(`${compare(set, [...rows.get(set.name)!, ...(asked ? [asked] : [])], types)}\n`);
  }
}
