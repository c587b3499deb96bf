// Models in shards whose index is damaged: every tensor is read as it was stored, or the folder is refused by name.

import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {isDeepStrictEqual} from 'node:util';
import type {GptConfig} from '../../../shared/engines/contract/engine.ts';
import {readGpt2Folder, writeGpt2Folder} from '../../../shared/formats/hugging-face/gpt2-folder.ts';
import type {Random} from '../../../shared/stats/random.ts';
import {
  INDEX_FILE,
  type WeightIndex,
  writeIndex,
  writeShards,
} from '../../formats/hugging-face/write-shards.ts';
import {numberedTensors} from '../../formats/numbered-tensors.ts';
import type {FuzzTarget} from '../fuzz-target.ts';
import {judgeRefusal} from '../judge-refusal.ts';
import {mutateBytes, pick} from '../mutate.ts';

const CONFIG: GptConfig = {
  ...{vocabSize: 5, blockSize: 8, nLayer: 1, nHead: 1, nEmbd: 4, dropout: 0},
  ...{bias: true, positions: true, tiedHead: true, activation: 'gelu'},
};
const TENSORS = numberedTensors(CONFIG);
const ODD_NAMES = ['../model.safetensors', '/dev/zero', '', '.', 'config.json', 'a\0.safetensors'];
const ODD_VALUES = [
  ...ODD_NAMES,
  -1,
  0.5,
  2 ** 53,
  null,
  {},
  [],
  'model-00009-of-00002.safetensors',
];

export const target: FuzzTarget = {
  ciTries: 40,
  async tryOnce(random, scratch) {
    await writeGpt2Folder(scratch, CONFIG, TENSORS, 0);
    const index = await writeShards(scratch, TENSORS, 1 + random.int(4), random);
    await pick([damageBytes, damageParts, leaveWhole], random)(scratch, index, random);
    try {
      const {tensors} = await readGpt2Folder(scratch);
      return isDeepStrictEqual(tensors, TENSORS) ? undefined : 'other tensors were read';
    } catch (error) {
      return judgeRefusal(error, scratch);
    }
  },
};

async function damageBytes(folder: string, _: WeightIndex, random: Random): Promise<void> {
  const path = join(folder, INDEX_FILE);
  await writeFile(path, mutateBytes(await readFile(path), random));
}

/** A name, a shard or the size replaced, left out or put in. */
async function damageParts(folder: string, index: WeightIndex, random: Random): Promise<void> {
  const map: Record<string, unknown> = {...index.weight_map};
  const name = pick(Object.keys(map), random);
  const metadata = random.int(4) ? index.metadata : {total_size: pick(ODD_VALUES, random)};
  if (random.int(3) === 0) delete map[name];
  else map[random.int(2) ? name : `${name}.more`] = pick(ODD_VALUES, random);
  await writeIndex(folder, {metadata, weight_map: map});
}

const leaveWhole = () => Promise.resolve();
