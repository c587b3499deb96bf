// An annotator of cells as a folder: annotator.json with genes, types and what validation cells taught, reference.safetensors
// with training cells in their space and the weights of logistic regression, and the model of cells, if any, in `model/`.
import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {z} from 'zod';
import type {CellAnnotator} from '../../cells/annotation/cell-annotator.ts';
import {fitTypeCentres} from '../../cells/annotation/type-centres.ts';
import {UNKNOWN_SCORES, type UnknownScore} from '../../cells/annotation/unknown-scores.ts';
import {damaged} from '../../formats/check-index.ts';
import type {Format} from '../../formats/format.ts';
import {readJson} from '../../formats/json-file.ts';
import {readShaped, type Tensors, writeSafetensors} from '../../formats/safetensors/safetensors.ts';
import type {TypeQuestion} from '../cells/ask-types.ts';
import {type CellModel, cellModel} from './cell-model.ts';

export interface StoredAnnotator {
  annotator: CellAnnotator;
  /** A model of cells that has its say, by its name among the methods. */
  model: {name: string; question: TypeQuestion; stored: CellModel} | null;
}

const rate = z.number().min(0).max(1);
const count = z.int().positive();
const settings = z.strictObject({
  symbols: z.array(z.string()).min(1),
  types: z.array(z.string()).min(2),
  targetSum: z.number().positive(),
  level: rate,
  voters: count,
  dimensions: count,
  points: count,
  calibrations: z.array(
    z.strictObject({
      method: z.string(),
      share: rate.nullable(),
      chance: z
        .strictObject({expected: z.array(rate), observed: z.array(rate)})
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
type Settings = z.output<typeof settings>;

/** What `fit-annotator` leaves, and all that annotating other cells needs. */
export const cellAnnotator: Format<StoredAnnotator> = {
  name: 'cell-annotator',
  version: 1,
  extension: '',
  async read(folder) {
    const found = await readSettings(folder);
    const model = found.model && {
      ...found.model,
      stored: await cellModel.read(join(folder, 'model')),
    };
    return {annotator: await readAnnotator(folder, found), model};
  },
  async write(folder, {annotator, model}) {
    await mkdir(folder, {recursive: true});
    const {symbols, types, targetSum, level, voters, unknown, space} = annotator;
    const {score, falseAlarms, leftOut} = unknown;
    const written: Settings = {
      ...{symbols: [...symbols], types: [...types], targetSum, level, voters},
      ...{dimensions: space.points.dimensions, points: space.points.count},
      calibrations: Array.from(annotator.calibrations, ([method, own]) => ({
        ...{method, share: annotator.shares?.get(method) ?? null},
        ...own,
      })),
      unknown: {score, falseAlarms, leftOut},
      model: model && {name: model.name, question: model.question},
    };
    await writeFile(join(folder, 'annotator.json'), `${JSON.stringify(written)}\n`);
    await writeSafetensors(join(folder, 'reference.safetensors'), toTensors(annotator));
    if (model) await cellModel.write(join(folder, 'model'), model.stored);
  },
  async summarize(folder) {
    const {symbols, types, points} = await readSettings(folder);
    return {counts: {genes: symbols.length, types: types.length, referenceCells: points}};
  },
};

async function readSettings(folder: string): Promise<Settings> {
  const path = join(folder, 'annotator.json');
  const parsed = settings.safeParse(await readJson(path));
  if (parsed.success) return parsed.data;
  throw new Error(`${path}: no annotator of cells:\n${z.prettifyError(parsed.error)}`);
}

function toTensors({space, logistic, geneShares, unknown, symbols}: CellAnnotator): Tensors {
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

async function readAnnotator(folder: string, found: Settings): Promise<CellAnnotator> {
  const path = join(folder, 'reference.safetensors');
  const {symbols, types, dimensions, points: size} = found;
  const tensors = await readShaped(path, [
    {name: 'means', shape: [symbols.length]},
    {name: 'loadings', shape: [symbols.length, dimensions]},
    {name: 'variances', shape: [dimensions]},
    {name: 'points', shape: [size, dimensions]},
    {name: 'labels', shape: [size]},
    {name: 'spacing', shape: [size]},
    {name: 'weights', shape: [symbols.length + 1, types.length]},
    {name: 'shares', shape: [symbols.length]},
    {name: 'known', shape: [null]},
  ]);
  const numbers = (name: string) => Float64Array.from(tensors.get(name)!.values);
  const labels = Int32Array.from(numbers('labels'));
  const odd = labels.find(label => !(label >= 0 && label < types.length));
  if (odd !== undefined) throw damaged(path, 'labels', String(odd), `0..${types.length - 1}`);
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

function toLeftOut(found: Settings['unknown']['leftOut']) {
  const all = UNKNOWN_SCORES.map(score => [score, found[score] ?? null]);
  return Object.fromEntries(all) as Record<UnknownScore, number | null>;
}
