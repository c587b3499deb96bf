// An annotator of cells as the parts of a model file, and out of them again. The reference keeps its 32 bits, so that a
// file without a model of cells answers as its annotator; a model's matrices are rounded to 8 bits, each row by its scale.
import {z} from 'zod';
import type {PartValues} from '../../../run/geneglot.mjs';
import {LOGISTIC, NEAREST, POOLED} from '../../cells/annotation/cell-annotator.ts';
import {listTensors, tensorLength} from '../../engines/contract/gpt-tensors.ts';
import {damaged} from '../../formats/check-index.ts';
import {parseJson} from '../../formats/json-file.ts';
import type {Tensors} from '../../formats/safetensors/safetensors.ts';
import {
  annotatorSettings,
  settingsOf,
  shapesOf,
  tensorsOf,
  toAnnotator,
} from '../kinds/annotator-settings.ts';
import type {StoredAnnotator} from '../kinds/cell-annotator.ts';
import type {CellBundle} from '../kinds/cell-bundle.ts';
import type {CellModel} from '../kinds/cell-model.ts';
import {quantizeRows} from './quantize-rows.ts';

type Parts = Map<string, PartValues>;
type Packed = Pick<CellBundle['about'], 'annotator' | 'model'>;

/** `levels`: values on each side of zero that a weight of the model of cells may take, 1..127; 0 rounds none. */
export function packAnnotator(
  {annotator, model}: StoredAnnotator,
  levels: number,
): {packed: Packed; parts: Parts} {
  const {symbols, ...settings} = settingsOf(annotator, model);
  const parts: Parts = new Map([['symbols', JSON.stringify(symbols)]]);
  for (const [name, {values}] of tensorsOf(annotator)) parts.set(`reference.${name}`, values);
  if (!model) return {packed: {annotator: settings, model: null}, parts};
  const {config, endToken, vocabulary, tensors} = model.stored;
  if (vocabulary.kind !== 'words') {
    throw new Error(
      'found a model of cells that reads text, expected one with a token for each gene',
    );
  }
  parts.set('model.words', JSON.stringify(vocabulary.words));
  for (const {name, shape} of listTensors(config)) {
    const {values} = tensors.get(name)!;
    addTensor(parts, `model.${name}`, values, shape.length > 1 ? shape[1] : 0, levels);
  }
  return {packed: {annotator: settings, model: {config, endToken}}, parts};
}

function addTensor(
  parts: Parts,
  name: string,
  matrix: Float32Array,
  columns: number,
  levels: number,
): void {
  if (columns === 0 || levels === 0) {
    parts.set(name, matrix);
    return;
  }
  const {values, scales} = quantizeRows(matrix, columns, levels);
  parts.set(name, values);
  parts.set(`${name}.scales`, scales);
}

/** The annotator in a file; whoever wrote it, its parts fit together afterwards. `path` is for messages. */
export function unpackAnnotator(
  path: string,
  {about, parts}: {about: Packed; parts: Parts},
): StoredAnnotator {
  const symbols = readTexts(path, parts, 'symbols');
  const settings = annotatorSettings.parse({...about.annotator, symbols});
  const known = settings.calibrations.map(({method}) => method);
  const methods = [POOLED, NEAREST, LOGISTIC, ...(settings.model ? [settings.model.name] : [])];
  const missing = methods.find(method => !known.includes(method));
  if (missing !== undefined) throw damaged(path, 'calibrations', known.join(', '), missing);
  const tensors: Tensors = new Map();
  for (const {name, shape} of shapesOf(settings)) {
    const values = readNumbers(path, parts, `reference.${name}`, lengthOf(shape));
    tensors.set(name, {shape: shape.map(extent => extent ?? values.length), values});
  }
  const annotator = toAnnotator(path, settings, tensors);
  if (!settings.model || !about.model) return {annotator, model: null};
  return {annotator, model: {...settings.model, stored: readModel(path, about.model, parts)}};
}

function readModel(
  path: string,
  {config, endToken}: NonNullable<Packed['model']>,
  parts: Parts,
): CellModel {
  const words = readTexts(path, parts, 'model.words');
  if (words.length !== config.vocabSize || endToken >= words.length) {
    throw damaged(
      path,
      'model.words',
      `${words.length} words`,
      `${config.vocabSize}, the end token among them`,
    );
  }
  const tensors: Tensors = new Map();
  for (const {name, shape} of listTensors(config)) {
    const values = readNumbers(path, parts, `model.${name}`, tensorLength({name, shape}));
    tensors.set(name, {shape, values});
  }
  return {config, endToken, tensors, vocabulary: {kind: 'words', words}};
}

function lengthOf(shape: readonly (number | null)[]): number | null {
  return shape.reduce(
    (product, extent) => (product === null || extent === null ? null : product * extent),
    1,
  );
}

function readTexts(path: string, parts: Parts, name: string): string[] {
  const text = parts.get(name);
  const found = z
    .array(z.string())
    .safeParse(typeof text === 'string' ? parseJson(path, text) : null);
  if (found.success) return found.data;
  throw damaged(path, name, 'no list of texts', 'one');
}

/** Numbers of a part, rows of 8 bits by their scales. `length`: null for any. */
function readNumbers(
  path: string,
  parts: Parts,
  name: string,
  length: number | null,
): Float32Array {
  const values = parts.get(name);
  const scales = parts.get(`${name}.scales`);
  const found =
    values instanceof Int8Array && scales instanceof Float32Array
      ? scaleRows(values, scales)
      : values;
  const fits = found instanceof Float32Array && (length === null || found.length === length);
  if (!fits) {
    const size = found === undefined ? 'nothing' : `${found.length} values`;
    throw damaged(path, name, size, `${length ?? 'any number of'} numbers`);
  }
  if (found.every(Number.isFinite)) return found;
  throw damaged(path, name, 'values that are no numbers', 'numbers');
}

function scaleRows(values: Int8Array, scales: Float32Array): Float32Array {
  const columns = values.length / scales.length;
  return Float32Array.from(values, (value, i) => value * scales[Math.floor(i / columns)]);
}
