// A trained model as a folder: model.json says which kind it is; any stage that writes one can be swapped in.
import {mkdir} from 'node:fs/promises';
import {z} from 'zod';
import type {Format} from '../../formats/format.ts';
import {readJson} from '../../formats/json-file.ts';
import {type CoOccurrenceModel, coOccurrenceKind} from './co-occurrence.ts';
import {type EaseModel, easeKind} from './ease.ts';
import {type GeneNamesModel, geneNamesKind} from './gene-names.ts';
import {type GptCompletionModel, gptKind} from './gpt.ts';
import {type ItemItemModel, itemItemKind} from './item-item.ts';
import {type MixtureModel, mixtureKind} from './mixture.ts';
import {type ModelKind, parseSettings, settingsPath} from './model-kind.ts';
import {MODEL_ROLES, type ModelKindName} from './model-roles.ts';
import {type NearestSetsModel, nearestSetsKind} from './nearest-sets.ts';
import {type PopularityModel, popularityKind} from './popularity.ts';
import {type SetEncoderCompletionModel, setEncoderKind} from './set-encoder.ts';
import {type StackModel, stackKind} from './stack.ts';

export type CompletionModel =
  | GptCompletionModel
  | PopularityModel
  | CoOccurrenceModel
  | ItemItemModel
  | NearestSetsModel
  | EaseModel
  | GeneNamesModel
  | SetEncoderCompletionModel
  | MixtureModel<CompletionModel>
  | StackModel<CompletionModel>;

type ModelOf<Kind extends ModelKindName> = Extract<CompletionModel, {kind: Kind}>;
type Kinds = {[Kind in ModelKindName]: ModelKind<ModelOf<Kind>, CompletionModel>};

const KINDS: Kinds = {
  gpt: gptKind,
  popularity: popularityKind,
  'co-occurrence': coOccurrenceKind,
  'item-item': itemItemKind,
  'nearest-sets': nearestSetsKind,
  ease: easeKind,
  'gene-names': geneNamesKind,
  'set-encoder': setEncoderKind,
  mixture: mixtureKind(),
  stack: stackKind(),
};

/** The model folder: `model.json` with the kind's settings, and the files of the kind (`shared/models/kinds/`). */
export const completionModel: Format<CompletionModel> = {
  name: 'completion-model',
  version: 3,
  extension: '',
  async read(path): Promise<CompletionModel> {
    const {kind, settings} = await readSettings(path);
    return KINDS[kind].read(path, settings, completionModel);
  },
  async write(path, model) {
    await mkdir(path, {recursive: true});
    await writeModel(model.kind, path, model);
  },
  async summarize(path) {
    const {kind, settings} = await readSettings(path);
    return {counts: await KINDS[kind].count(path, settings)};
  },
};

function writeModel<Kind extends ModelKindName>(
  kind: Kind,
  path: string,
  model: ModelOf<Kind>,
): Promise<void> {
  return KINDS[kind].write(path, model, completionModel);
}

const namedKind = z.looseObject({kind: z.enum(Object.keys(MODEL_ROLES) as ModelKindName[])});

async function readSettings(path: string) {
  const settings = await readJson(settingsPath(path));
  return {kind: parseSettings(namedKind, path, settings).kind, settings};
}
