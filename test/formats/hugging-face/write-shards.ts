// A model's tensors spread over files with an index, as transformers' save_pretrained(max_shard_size=…) leaves them.
import {rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {type Tensors, writeSafetensors} from '../../../shared/formats/safetensors/safetensors.ts';
import type {Random} from '../../../shared/stats/random.ts';

export interface WeightIndex {
  metadata: {total_size: number};
  weight_map: Record<string, string>;
}

export const INDEX_FILE = 'model.safetensors.index.json';

/** Writes each tensor to one of `count` shards, drawn at random, in place of model.safetensors; gives the index. */
export async function writeShards(
  folder: string,
  tensors: Tensors,
  count: number,
  random: Random,
): Promise<WeightIndex> {
  const two = (n: number) => String(n).padStart(5, '0');
  const names = Array.from({length: count}, (_, i) => `model-${two(i + 1)}-of-${two(count)}`);
  const shards = new Map(names.map(name => [`${name}.safetensors`, new Map() as Tensors]));
  const index: WeightIndex = {metadata: {total_size: 0}, weight_map: {}};
  const files = [...shards.keys()];
  [...tensors].forEach(([name, tensor], i) => {
    // The first tensors fill a shard each, so that none is empty.
    const file = files[i < count ? i : random.int(count)];
    shards.get(file)!.set(name, tensor);
    index.weight_map[name] = file;
    index.metadata.total_size += tensor.values.byteLength;
  });
  for (const [file, own] of shards) {
    await writeSafetensors(join(folder, file), own, {format: 'pt'});
  }
  await writeIndex(folder, index);
  await rm(join(folder, 'model.safetensors'), {force: true});
  return index;
}

export function writeIndex(folder: string, index: unknown): Promise<void> {
  return writeFile(join(folder, INDEX_FILE), JSON.stringify(index));
}
