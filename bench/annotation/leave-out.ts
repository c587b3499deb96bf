// Leaves each type out of training and validation in turn, and looks for its cells among those of every test set.
import {conformalPValue} from '../../shared/cells/annotation/conformal.ts';
import {type AnnotatorOptions, fitAnnotator} from '../../shared/cells/annotation/fit-annotator.ts';
import {aurocOf, withoutType} from '../../shared/cells/annotation/leave-types-out.ts';
import {UNKNOWN_SCORES} from '../../shared/cells/annotation/unknown-scores.ts';
import type {GatheredCells} from '../../shared/cells/gather-cells.ts';
import type {LabelledCells} from '../../shared/cells/labelled-cells.ts';
import {toTable} from '../markdown-table.ts';
import {gatherAll} from './gather-all.ts';
import type {TestCells} from './test-cells.ts';

/** For fits without a type, of which there are many. */
const QUICK = {penalties: [0.001], steps: 40, leftOutCells: 500, leftOutTypes: 5};

interface Found {
  left: string;
  set: string;
  score: string;
  cells: number;
  /** Share of the type's cells called unknown, and of the others. */
  unknown: [number, number];
  /** By the score chosen, then by each score. */
  aurocs: number[];
}

/** One row a type left out and test set that has it; then means over rows, by test set, of every score. */
export async function leaveOut(
  training: GatheredCells,
  sets: readonly TestCells[],
  wanted: string | undefined,
  options: AnnotatorOptions,
): Promise<string> {
  const rows: Found[] = [];
  for (const group of groupsOf(training, sets)) {
    if (wanted !== undefined && !wanted.split(',').includes(group.join('|'))) continue;
    const {annotator, left} = fitWithout(training, group, options);
    for (const set of sets) {
      const found = await findLeft(annotator, group, set);
      if (!found) continue;
      rows.push({...found, left});
      console.error(toRow(rows[rows.length - 1]).join(' | '));
    }
  }
  const head = ['type left out', 'test cells of', 'its cells', 'of them unknown', 'of others'];
  const aurocs = ['AUROC', ...UNKNOWN_SCORES];
  const means = sets.map(({name}) =>
    meansOf(
      name,
      rows.filter(({set}) => set === name),
    ),
  );
  return toTable([...head, ...aurocs, 'score chosen'], [...rows.map(toRow), ...means]);
}

function toRow({left, set, cells, unknown, score, aurocs}: Found): string[] {
  return [left, set, String(cells), ...unknown.map(digits), ...aurocs.map(digits), score];
}

function meansOf(name: string, rows: readonly Found[]): string[] {
  const mean = (of: (row: Found) => number) =>
    digits(rows.reduce((sum, row) => sum + of(row) / rows.length, 0));
  const aurocs = Array.from({length: UNKNOWN_SCORES.length + 1}, (_, i) => mean(r => r.aurocs[i]));
  return ['mean', name, '', mean(r => r.unknown[0]), mean(r => r.unknown[1]), ...aurocs, ''];
}

/** Each type alone, and the types together that a label of some test set stands for. */
function groupsOf({types}: GatheredCells, sets: readonly TestCells[]): string[][] {
  const labels = sets.flatMap(({typesOf}) => [...typesOf.values()]);
  const several = labels.filter(group => group.length > 1).map(group => [...group].sort());
  const known = new Map(several.map(group => [group.join(), group]));
  return [...types.map(type => [type]), ...known.values()];
}

function fitWithout(
  {types, symbols, splits}: GatheredCells,
  group: readonly string[],
  options: AnnotatorOptions,
) {
  let [left, training, validation]: [readonly string[], LabelledCells, LabelledCells] = [
    ...([types, splits.training, splits.validation] as const),
  ];
  for (const type of group) {
    const place = left.indexOf(type);
    training = withoutType(training, place, left.length);
    validation = withoutType(validation, place, left.length);
    left = left.filter(each => each !== type);
  }
  const parts = {symbols, types: left, training, validation};
  return {annotator: fitAnnotator(parts, {...options, ...QUICK}), left: group.join(' and ')};
}

/** Undefined where no cell of the set is of the types left out alone. */
async function findLeft(
  annotator: ReturnType<typeof fitAnnotator>,
  group: readonly string[],
  {name, matrix, labels, typesOf}: TestCells,
): Promise<Omit<Found, 'left'> | undefined> {
  const outOf = (label: string) => typesOf.get(label)!.filter(type => group.includes(type)).length;
  const isLeft = labels.map(
    label => outOf(label) > 0 && outOf(label) === typesOf.get(label)!.length,
  );
  // A label that stands for other types, too, or for none of training, says nothing here.
  const judged = Array.from(labels.keys()).filter(
    cell => isLeft[cell] || (outOf(labels[cell]) === 0 && typesOf.get(labels[cell])!.length > 0),
  );
  const cells = judged.filter(cell => isLeft[cell]).length;
  if (cells === 0) return undefined;
  const {unknown} = await gatherAll({annotator, model: null}, matrix, 1);
  const {score, known, falseAlarms} = annotator.unknown;
  const called = judged.map(cell => conformalPValue(known, unknown[score][cell]) <= falseAlarms);
  const share = (wanted: boolean) => {
    const own = called.filter((_, i) => isLeft[judged[i]] === wanted);
    return own.filter(Boolean).length / own.length;
  };
  const aurocs = [score, ...UNKNOWN_SCORES].map(each =>
    aurocOf(
      Float64Array.from(judged, cell => unknown[each][cell]),
      judged.map(cell => isLeft[cell]),
    ),
  );
  return {set: name, score, cells, unknown: [share(true), share(false)], aurocs};
}

function digits(value: number): string {
  return value.toFixed(3).replace(/^0/, '');
}
