// Annotates test cells beside its baselines, then leaves each type out of training in turn and looks for its cells:
//   npx tsx bench/annotation.ts --source pbmc3k.h5ad --label cell_type
// No cell GPT takes part: it would have to be trained again for each type left out. Methods are nearest cells, logistic
// regression and both together.
import {execFile} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {parseArgs, promisify} from 'node:util';
import {annotateCells} from '../shared/cells/annotation/annotate-cells.ts';
import {type CellAnnotator, gatherEvidence} from '../shared/cells/annotation/cell-annotator.ts';
import {conformalSet} from '../shared/cells/annotation/conformal.ts';
import {type AnnotatorOptions, fitAnnotator} from '../shared/cells/annotation/fit-annotator.ts';
import {aurocOf, withoutType} from '../shared/cells/annotation/leave-types-out.ts';
import {calibrated, chancesOf, likeliest} from '../shared/cells/annotation/type-chances.ts';
import {type GatheredCells, gatherCells} from '../shared/cells/gather-cells.ts';
import {rowsByType} from '../shared/cells/labelled-cells.ts';
import {cellMatrix} from '../shared/formats/cells/cell-matrix.ts';
import {cellSplit} from '../shared/formats/cells/cell-split.ts';
import {cellTable} from '../shared/formats/cells/cell-table.ts';
import {
  CALIBRATION_BINS,
  equalCountBins,
  expectedCalibrationError,
} from '../shared/scores/calibration.ts';
import {scoreClasses} from '../shared/stats/class-scores.ts';
import {toTable} from './markdown-table.ts';

const ROOT = resolve(import.meta.dirname, '..');

const {values} = parseArgs({
  options: {
    source: {type: 'string'},
    label: {type: 'string', default: 'cell_type'},
    seed: {type: 'string', default: '1'},
  },
});
const seed = Number(values.seed);
const OPTIONS: AnnotatorOptions = {
  ...{components: 50, maxReferenceCells: 5000, classifierNeighbours: [5, 10, 20]},
  ...{penalties: [0.001], level: 0.9, falseAlarms: 0.05},
  ...{leftOutCells: 2000, leftOutTypes: 12, seed},
};

/** For the fits without a type: they choose a score of their own, from fewer types. */
const QUICK = {steps: 40, leftOutCells: 800, leftOutTypes: 4};

async function readCells(): Promise<GatheredCells> {
  if (values.source === undefined) throw new Error('expected --source FILE, labelled cells');
  const folder = await mkdtemp(join(tmpdir(), 'geneglot-annotation-'));
  try {
    const settings = {
      'import-cells.source': resolve(values.source),
      'import-cells.labelColumn': values.label,
      'import-cells.onUnlabeled': 'drop',
      'split-cells.seed': seed,
    };
    const set = Object.entries(settings).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
    const command = ['run', 'split-cells', '--pipeline', 'pipelines/cells.yaml', ...set];
    await promisify(execFile)(
      process.execPath,
      [join(ROOT, 'bin/geneglot.mjs'), ...command, '--artifacts', folder],
      {cwd: ROOT},
    );
    const at = (file: string) => join(folder, file);
    const tables = {
      cells: await cellTable.read(at('import-cells/latest/cells.parquet')),
      split: await cellSplit.read(at('split-cells/latest/split.parquet')),
    };
    const matrix = await cellMatrix.read(at('import-cells/latest/matrix.arrow'));
    return await gatherCells(matrix, tables, {maxTrainingCells: 50_000, targetSum: 10_000, seed});
  } finally {
    await rm(folder, {recursive: true});
  }
}

/** Accuracy, macro-F1, calibration error, coverage and size of the 90 % sets, of every method on test cells. */
function compareMethods(annotator: CellAnnotator, {types, splits: {test}}: GatheredCells) {
  const {chances} = gatherEvidence(annotator, test.expression);
  const rows = Array.from(chances, ([method, told]) => {
    const calibration = annotator.calibrations.get(method)!;
    const each = Array.from(test.labels, (_, row) => chancesOf(told, row));
    const best = each.map(likeliest);
    const {accuracy, macroF1} = scoreClasses(test.labels, best, types.length);
    const outcomes = (chanceOf: (chance: number) => number) =>
      best.map((type, setId) => ({
        ...{setId, chance: chanceOf(each[setId][type])},
        hit: type === test.labels[setId],
      }));
    const errorOf = (chanceOf: (chance: number) => number) =>
      expectedCalibrationError(
        equalCountBins(outcomes(chanceOf), CALIBRATION_BINS, {resamples: 0, seed, level: 0.95}),
      );
    const sets = each.map(row => conformalSet(row, calibration.setThreshold ?? Infinity));
    const held = sets.filter((set, row) => set.includes(test.labels[row])).length / sets.length;
    const size = sets.reduce((sum, set) => sum + set.length, 0) / sets.length;
    const errors = [errorOf(x => x), errorOf(x => calibrated(calibration, x))];
    return [method, ...[accuracy, macroF1, ...errors, held].map(digits), size.toFixed(2)];
  });
  const head = ['method', 'accuracy', 'macro-F1', 'calibration error, raw', 'calibrated'];
  return toTable([...head, 'in the 90 % set', 'types in it'], rows);
}

/** One row a type: its test cells when training and validation never saw the type. */
function leaveOut({types, symbols, splits}: GatheredCells): string {
  const count = types.length;
  const cells = rowsByType(splits.test.labels, count);
  const rows = types.map((name, type) => {
    const parts = {
      training: withoutType(splits.training, type, count),
      validation: withoutType(splits.validation, type, count),
    };
    const known = types.filter(each => each !== name);
    const annotator = fitAnnotator({symbols, types: known, ...parts}, {...OPTIONS, ...QUICK});
    const evidence = gatherEvidence(annotator, splits.test.expression);
    const called = annotateCells(annotator, evidence).map(({unknown}) => unknown);
    const isUnknown = Array.from(splits.test.labels, label => label === type);
    const share = (wanted: boolean) =>
      called.filter((unknown, cell) => unknown && isUnknown[cell] === wanted).length /
      isUnknown.filter(each => each === wanted).length;
    const {score} = annotator.unknown;
    const found = [score, 'distance', 'doubt'] as const;
    const aurocs = found.map(each => aurocOf(evidence.unknown[each], isUnknown));
    console.error(`${name}: ${score}, ${aurocs.map(digits).join(' ')}`);
    return {name, numbers: [cells[type].length, share(true), share(false), ...aurocs], score};
  });
  const mean = (column: number) =>
    rows.reduce((sum, {numbers}) => sum + numbers[column] / rows.length, 0);
  const written = rows.map(({name, numbers: [size, ...shares], score}) => [
    ...[name, String(size), ...shares.map(digits)],
    score,
  ]);
  const means = ['mean', '', ...[1, 2, 3, 4, 5].map(column => digits(mean(column))), ''];
  const head = ['type left out', 'test cells', 'of them unknown', 'of others unknown', 'AUROC'];
  const baselines = ['nearest cells: distance', 'logistic regression: 1 − chance'];
  return toTable([...head, ...baselines, 'score chosen'], [...written, means]);
}

function digits(value: number): string {
  return value.toFixed(3).replace(/^0/, '');
}

const cells = await readCells();
const {types, symbols, splits} = cells;
const annotator = fitAnnotator({types, symbols, ...splits}, OPTIONS);
console.log(`${compareMethods(annotator, cells)}\n`);
const {score, leftOut} = annotator.unknown;
console.log(
  `AUROC on validation: ${Object.entries(leftOut)
    .map(([name, found]) => `${name} ${found === null ? '–' : digits(found)}`)
    .join(', ')}; chosen: ${score}\n`,
);
console.log(leaveOut(cells));
