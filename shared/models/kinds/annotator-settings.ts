// An annotator of cells as settings and tensors, wherever these lie: in a folder (cell-annotator.ts) or in one file
// (cell-bundle.ts).
import {z} from 'zod';
import type {CellAnnotator} from '../../cells/annotation/cell-annotator.ts';
import {fitTypeCentres} from '../../cells/annotation/type-centres.ts';
import {UNKNOWN_SCORES, type UnknownScore} from '../../cells/annotation/unknown-scores.ts';
import {checkIndices, damaged} from '../../formats/check-index.ts';
import type {Tensors} from '../../formats/safetensors/safetensors.ts';
import type {TypeQuestion} from '../cells/ask-types.ts';

const rate = z.number().min(0).max(1);
const count = z.int().positive();
const names = z
  .array(z.string())
  .refine(all => new Set(all).size === all.length, 'found a name twice');
export const annotatorSettings = z.strictObject({
  symbols: names.min(1),
  types: names.min(2),
  targetSum: z.number().positive().max(1e9),
  level: rate,
  voters: count,
  dimensions: count,
  points: count,
  calibrations: z.array(
    z.strictObject({
      method: z.string(),
      share: rate.nullable(),
      chance: z
        .strictObject({expected: z.array(rate).min(1), observed: z.array(rate)})
        .refine(({expected, observed}) => expected.length === observed.length),
      setThreshold: rate.nullable(),
    }),
  ),
  unknown: z.strictObject({
    score: z.enum(UNKNOWN_SCORES),
    falseAlarms: rate,
    leftOut: z.partialRecord(z.enum(UNKNOWN_SCORES), rate.nullable()),
  }),
  model: z
    .strictObject({
      name: z.string(),
      question: z.strictObject({marks: z.array(z.string()), genes: count}),
    })
    .nullable(),
});
export type AnnotatorSettings = z.output<typeof annotatorSettings>;

/** What is small of an annotator; `model`: how a model of cells beside it is asked. */
export function settingsOf(
  annotator: CellAnnotator,
  model: {name: string; question: TypeQuestion} | null,
): AnnotatorSettings {
  const {symbols, types, targetSum, level, voters, unknown, space} = annotator;
  const {score, falseAlarms, leftOut} = unknown;
  return {
    ...{symbols: [...symbols], types: [...types], targetSum, level, voters},
    ...{dimensions: space.points.dimensions, points: space.points.count},
    calibrations: Array.from(annotator.calibrations, ([method, own]) => ({
      ...{method, share: annotator.shares?.get(method) ?? null},
      ...own,
    })),
    unknown: {score, falseAlarms, leftOut},
    model: model && {name: model.name, question: model.question},
  };
}

/** What is large of an annotator, as 32-bit floats. */
export function tensorsOf({space, logistic, geneShares, unknown, symbols}: CellAnnotator): Tensors {
  const {components, points, labels, spacing} = space;
  const [genes, dimensions] = [symbols.length, points.dimensions];
  const tensors: [string, number[], ArrayLike<number>][] = [
    ['means', [genes], components.means],
    ['loadings', [genes, dimensions], components.loadings],
    ['variances', [dimensions], components.variances],
    ['points', [points.count, dimensions], points.coordinates],
    ['labels', [points.count], labels],
    ['spacing', [points.count], spacing],
    ['weights', [genes + 1, logistic.classes], logistic.weights],
    ['shares', [genes], geneShares],
    ['known', [unknown.known.length], unknown.known],
  ];
  return new Map(
    tensors.map(([name, shape, values]) => [name, {shape, values: Float32Array.from(values)}]),
  );
}

/** The tensors that settings ask for; null is any extent. */
export function shapesOf({symbols, types, dimensions, points}: AnnotatorSettings) {
  const genes = symbols.length;
  return [
    {name: 'means', shape: [genes]},
    {name: 'loadings', shape: [genes, dimensions]},
    {name: 'variances', shape: [dimensions]},
    {name: 'points', shape: [points, dimensions]},
    {name: 'labels', shape: [points]},
    {name: 'spacing', shape: [points]},
    {name: 'weights', shape: [genes + 1, types.length]},
    {name: 'shares', shape: [genes]},
    {name: 'known', shape: [null]},
  ];
}

/** The annotator of settings and tensors of these shapes; `path` is for messages. */
export function toAnnotator(
  path: string,
  found: AnnotatorSettings,
  tensors: Tensors,
): CellAnnotator {
  const {symbols, types, dimensions, points: size} = found;
  const numbers = (name: string) => Float64Array.from(tensors.get(name)!.values);
  checkIndices(path, 'labels', numbers('labels'), types.length);
  for (const name of ['variances', 'spacing', 'shares']) checkPositive(path, name, numbers(name));
  const labels = Int32Array.from(numbers('labels'));
  const points = {count: size, dimensions, coordinates: numbers('points')};
  const [means, loadings, variances] = [
    numbers('means'),
    numbers('loadings'),
    numbers('variances'),
  ];
  return {
    ...{symbols, types, targetSum: found.targetSum, level: found.level, voters: found.voters},
    space: {
      ...{components: {rank: dimensions, means, loadings, variances}, points, labels},
      spacing: numbers('spacing'),
      centres: fitTypeCentres(points, labels, types.length),
    },
    logistic: {classes: types.length, weights: numbers('weights')},
    geneShares: numbers('shares'),
    calibrations: new Map(found.calibrations.map(({method, share, ...own}) => [method, own])),
    shares: new Map(
      found.calibrations.flatMap(({method, share}) => (share === null ? [] : [[method, share]])),
    ),
    unknown: {
      ...found.unknown,
      leftOut: toLeftOut(found.unknown.leftOut),
      known: numbers('known').sort(),
    },
  };
}

function checkPositive(path: string, name: string, values: Float64Array): void {
  const odd = values.find(value => !(value >= 0));
  if (odd !== undefined) throw damaged(path, name, String(odd), 'numbers from 0 on');
}

function toLeftOut(found: AnnotatorSettings['unknown']['leftOut']) {
  const all = UNKNOWN_SCORES.map(score => [score, found[score] ?? null]);
  return Object.fromEntries(all) as Record<UnknownScore, number | null>;
}
