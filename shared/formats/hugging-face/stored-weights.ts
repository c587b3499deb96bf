// The weights of a Hugging Face folder: model.safetensors, or the shards that model.safetensors.index.json lists, as
// save_pretrained writes them where a model is larger than max_shard_size.
// Reference: split_torch_state_dict_into_shards of github.com/huggingface/huggingface_hub.
import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {z} from 'zod';
import {readJson} from '../json-file.ts';
import {inspectSafetensors, readSafetensors, type Tensors} from '../safetensors/safetensors.ts';
import type {TensorEntry} from '../safetensors/safetensors-header.ts';

export const WEIGHTS = 'model.safetensors';
const INDEX = 'model.safetensors.index.json';
/** Weights that PyTorch pickled: to read them may run what they hold. */
const PICKLED = /^pytorch_model.*\.bin(\.index\.json)?$/;

/** One tensor and the file that holds it. */
export interface StoredTensor extends TensorEntry {
  file: string;
}

/** What a folder stores, without any value. */
export interface StoredWeights {
  /** The file that stands for the whole in error messages: the weights, or the index of their shards. */
  path: string;
  tensors: StoredTensor[];
}

const shardName = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9][\w.-]*\.safetensors$/, 'expected the name of a .safetensors file beside it');

const weightIndex = z.looseObject({
  metadata: z.looseObject({total_size: z.number().optional()}).optional(),
  weight_map: z.record(z.string(), shardName),
});

/** Names, types, shapes and places of a folder's tensors; of a model in shards each tensor lies in one of them. */
export async function inspectWeights(folder: string): Promise<StoredWeights> {
  const names = await readdir(folder);
  const path = join(folder, names.includes(WEIGHTS) ? WEIGHTS : INDEX);
  if (names.includes(WEIGHTS)) return {path, tensors: await tensorsOf(path)};
  if (names.includes(INDEX)) return {path, tensors: await inspectShards(folder, path, names)};
  throw new Error(`${join(folder, WEIGHTS)}: there is no such file${insteadOfWeights(names)}`);
}

/** Reads these tensors, each file once; they come by their stored names. */
export async function readWeights(tensors: readonly StoredTensor[]): Promise<Tensors> {
  const read: Tensors = new Map();
  for (const file of new Set(tensors.map(tensor => tensor.file))) {
    const here = new Set(tensors.filter(tensor => tensor.file === file).map(({name}) => name));
    for (const [name, tensor] of await readSafetensors(file, name => here.has(name))) {
      read.set(name, tensor);
    }
  }
  return read;
}

async function inspectShards(folder: string, index: string, present: readonly string[]) {
  const {metadata, map} = await readIndex(index);
  const shards = [...new Set(map.values())].sort();
  const missing = shards.filter(name => !present.includes(name));
  if (missing.length > 0) {
    throw new Error(
      `${index}: names ${shards.length} files of weights, of which ${missing.length} are not beside it: ${missing.slice(0, 3).join(', ')}. Copy all files of the model into one folder.`,
    );
  }
  const tensors: StoredTensor[] = [];
  for (const name of shards) tensors.push(...(await tensorsOf(join(folder, name))));
  requireOnce(index, map, tensors);
  requireSize(index, metadata?.total_size, tensors);
  return tensors;
}

async function readIndex(path: string) {
  const parsed = weightIndex.safeParse(await readJson(path));
  if (!parsed.success) {
    throw new Error(`${path}: no index of a model's shards:\n${z.prettifyError(parsed.error)}`);
  }
  const {metadata, weight_map} = parsed.data;
  return {metadata, map: new Map(Object.entries(weight_map))};
}

/** Fails unless index and shards name the same tensors, each in one place. */
function requireOnce(
  index: string,
  map: ReadonlyMap<string, string>,
  tensors: readonly StoredTensor[],
): void {
  const folder = join(index, '..');
  const fault = (name: string, found: string) =>
    new Error(`${index}: tensor ${name} ${found}. Copy or save all files of the model again.`);
  for (const {name, file} of tensors) {
    const shard = map.get(name);
    if (shard === undefined) throw fault(name, `is in ${file} and not in the index`);
    if (join(folder, shard) !== file) throw fault(name, `is in ${file}, the index says ${shard}`);
  }
  const found = new Set(tensors.map(({name}) => name));
  for (const [name, shard] of map) {
    if (!found.has(name)) throw fault(name, `is not in ${shard}, where the index places it`);
  }
}

/** Fails where the index states another size of all tensors together: it belongs to other shards. */
function requireSize(
  index: string,
  stated: number | undefined,
  tensors: readonly StoredTensor[],
): void {
  const bytes = tensors.reduce((sum, {from, to}) => sum + to - from, 0);
  if (stated === undefined || stated === bytes) return;
  throw new Error(
    `${index}: metadata.total_size is ${stated}, but the tensors of the shards take ${bytes} bytes: they are of another model or another type. Copy or save all files of the model again.`,
  );
}

async function tensorsOf(file: string): Promise<StoredTensor[]> {
  const {tensors} = await inspectSafetensors(file);
  return tensors.map(entry => ({...entry, file}));
}

/** The end of a sentence about a folder without weights that are read: what it has, and what to do. */
function insteadOfWeights(names: readonly string[]): string {
  const pickled = names.find(name => PICKLED.test(name));
  if (pickled) {
    return `, only ${pickled}, which may run code when it is read. Save the model once more with transformers: AutoModelForCausalLM.from_pretrained(FOLDER).save_pretrained(FOLDER) writes safetensors.`;
  }
  const others = names.filter(name => /\.(safetensors|h5|msgpack|gguf|onnx|pt|bin)$/.test(name));
  const found = others.length > 0 ? `; found ${others.slice(0, 3).join(', ')}` : '';
  return `, and no ${INDEX}${found}. Expected a model that save_pretrained wrote.`;
}
