// An annotator of cells as a folder: annotator.json with genes, types and what validation cells taught, reference.safetensors
// with training cells in their space and the weights of logistic regression, and the model of cells, if any, in `model/`.
import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {z} from 'zod';
import type {CellAnnotator} from '../../cells/annotation/cell-annotator.ts';
import type {Format} from '../../formats/format.ts';
import {readJson} from '../../formats/json-file.ts';
import {readShaped, writeSafetensors} from '../../formats/safetensors/safetensors.ts';
import type {TypeQuestion} from '../cells/ask-types.ts';
import {
  type AnnotatorSettings,
  annotatorSettings,
  settingsOf,
  shapesOf,
  tensorsOf,
  toAnnotator,
} from './annotator-settings.ts';
import {type CellModel, cellModel} from './cell-model.ts';

export interface StoredAnnotator {
  annotator: CellAnnotator;
  /** A model of cells that has its say, by its name among the methods. */
  model: {name: string; question: TypeQuestion; stored: CellModel} | null;
}

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
    const path = join(folder, 'reference.safetensors');
    const tensors = await readShaped(path, shapesOf(found));
    return {annotator: toAnnotator(path, found, tensors), model};
  },
  async write(folder, {annotator, model}) {
    await mkdir(folder, {recursive: true});
    const written = settingsOf(annotator, model);
    await writeFile(join(folder, 'annotator.json'), `${JSON.stringify(written)}\n`);
    await writeSafetensors(join(folder, 'reference.safetensors'), tensorsOf(annotator));
    if (model) await cellModel.write(join(folder, 'model'), model.stored);
  },
  async summarize(folder) {
    const {symbols, types, points} = await readSettings(folder);
    return {counts: {genes: symbols.length, types: types.length, referenceCells: points}};
  },
};

async function readSettings(folder: string): Promise<AnnotatorSettings> {
  const path = join(folder, 'annotator.json');
  const parsed = annotatorSettings.safeParse(await readJson(path));
  if (parsed.success) return parsed.data;
  throw new Error(`${path}: no annotator of cells:\n${z.prettifyError(parsed.error)}`);
}
