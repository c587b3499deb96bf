// A trained model as a folder: model.json says which kind it is; any stage that writes one can be swapped in.
import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {z} from 'zod';
import type {Format} from '../../formats/format.ts';
import {type CoOccurrenceModel, coOccurrenceKind} from './co-occurrence.ts';
import {type EaseModel, easeKind} from './ease.ts';
import {type GptCompletionModel, gptKind} from './gpt.ts';
import {type ItemItemModel, itemItemKind} from './item-item.ts';
import {type MixtureModel, mixtureKind} from './mixture.ts';
import type {ModelKind, NestedModels} from './model-kind.ts';
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
  | SetEncoderCompletionModel
  | MixtureModel<CompletionModel>
  | StackModel<CompletionModel>;

/** Every kind of model; a new kind adds itself here and in `shared/models/completers/open-completer.ts`. */
const KINDS: {[Kind in CompletionModel['kind']]: AnyKind} = {
  gpt: gptKind as unknown as AnyKind,
  popularity: popularityKind as unknown as AnyKind,
  'co-occurrence': coOccurrenceKind as unknown as AnyKind,
  'item-item': itemItemKind as unknown as AnyKind,
  'nearest-sets': nearestSetsKind as unknown as AnyKind,
  ease: easeKind as unknown as AnyKind,
  'set-encoder': setEncoderKind as unknown as AnyKind,
  mixture: mixtureKind as unknown as AnyKind,
  stack: stackKind as unknown as AnyKind,
};
/** A kind whose model's type is found at run time by the name in model.json. */
type AnyKind = ModelKind<CompletionModel, z.ZodType<{kind: CompletionModel['kind']}>>;

/** The model folder: `model.json` with the kind's settings, and the files of the kind (`model-kinds/`). */
export const completionModel: Format<CompletionModel> = {
  name: 'completion-model',
  version: 2,
  extension: '',
  async read(path) {
    const {kind, settings} = await readSettings(path);
    return kind.readData(path, settings, completionModel);
  },
  async write(path, model) {
    await mkdir(path, {recursive: true});
    const kind = KINDS[model.kind];
    const text = JSON.stringify(kind.pickSettings(model), null, 2);
    await writeFile(join(path, 'model.json'), `${text}\n`);
    await kind.writeData(path, model, completionModel as NestedModels);
  },
  async summarize(path) {
    const {kind, settings} = await readSettings(path);
    return {counts: await kind.count(path, settings)};
  },
};

async function readSettings(path: string) {
  const file = join(path, 'model.json');
  const value: unknown = JSON.parse(await readFile(file, 'utf8'));
  const named = z.looseObject({kind: z.enum(Object.keys(KINDS))}).safeParse(value);
  const parsed = named.success ? KINDS[named.data.kind as keyof typeof KINDS] : undefined;
  const settings = parsed?.settings.safeParse(value);
  if (parsed && settings?.success) return {kind: parsed, settings: settings.data};
  const error = named.error ?? settings?.error;
  throw new Error(`${file}: not a geneglot model:\n${error ? z.prettifyError(error) : ''}`);
}
