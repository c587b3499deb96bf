// Damaged safetensors files and models: read whole, or refused with the file's name; a tensor that is moved, and a shape
// that a model's settings claim and its tensors have not, are refused.
import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {GptConfig} from '../../../shared/engines/contract/engine.ts';
import {
  readSafetensors,
  writeSafetensors,
} from '../../../shared/formats/safetensors/safetensors.ts';
import {completionModel} from '../../../shared/models/kinds/completion-model.ts';
import type {Random} from '../../../shared/stats/random.ts';
import {numberedTensors} from '../../formats/numbered-tensors.ts';
import type {FuzzTarget} from '../fuzz-target.ts';
import {judgeRefusal} from '../judge-refusal.ts';
import {mutateBytes, pick} from '../mutate.ts';

const CONFIG: GptConfig = {
  ...{vocabSize: 5, blockSize: 8, nLayer: 2, nHead: 1, nEmbd: 4, dropout: 0},
  ...{bias: true, positions: true, tiedHead: true, activation: 'gelu'},
};
const ODD = [-1, 0, 3, 7, 0.5, 1e9, 2 ** 31, 2 ** 53, 1e300, null, '8'];

export const target: FuzzTarget = {
  ciTries: 60,
  tryOnce(random, scratch) {
    const kinds = [tryBytes, tryPlaces, trySettings];
    return pick(kinds, random)(random, scratch);
  },
};

/** Bytes changed at random: every tensor that is read has the values of its shape. */
async function tryBytes(random: Random, scratch: string): Promise<string | undefined> {
  const path = join(scratch, 'damaged.safetensors');
  await writeFile(path, mutateBytes(await goodFile(path), random));
  try {
    for (const [name, {shape, values}] of await readSafetensors(path)) {
      const length = shape.reduce((product, extent) => product * extent, 1);
      if (values.length !== length) return `${name} has ${values.length} values for ${shape}`;
    }
    return undefined;
  } catch (error) {
    return judgeRefusal(error, path);
  }
}

/** One number of a tensor's shape or place changed in the header. */
async function tryPlaces(random: Random, scratch: string): Promise<string | undefined> {
  const path = join(scratch, 'moved.safetensors');
  const good = await goodFile(path);
  const length = Number(good.readBigUInt64LE(0));
  const header = JSON.parse(good.toString('utf8', 8, 8 + length));
  const tensor = header[pick(Object.keys(header), random)];
  const numbers = random.int(2) ? tensor.shape : tensor.data_offsets;
  const place = random.int(numbers.length);
  const value = pick(ODD, random);
  if (numbers[place] === value) return undefined;
  numbers[place] = value;
  const json = Buffer.from(JSON.stringify(header));
  const start = Buffer.alloc(8);
  start.writeBigUInt64LE(BigInt(json.length));
  await writeFile(path, Buffer.concat([start, json, good.subarray(8 + length)]));
  try {
    await readSafetensors(path);
    return `${JSON.stringify(tensor)} was taken`;
  } catch (error) {
    return judgeRefusal(error, path);
  }
}

/** One number of a GPT's settings changed, so that its tensors do not fit them. */
async function trySettings(random: Random, scratch: string): Promise<string | undefined> {
  const folder = join(scratch, 'gpt');
  await mkdir(folder, {recursive: true});
  await completionModel.write(folder, {
    ...{kind: 'gpt', config: CONFIG, tensors: numberedTensors(CONFIG)},
  });
  const name = pick(['vocabSize', 'blockSize', 'nLayer', 'nEmbd'] as const, random);
  const config = {...CONFIG, [name]: pick(ODD, random)};
  await writeFile(join(folder, 'model.json'), JSON.stringify({kind: 'gpt', config}));
  try {
    await completionModel.read(folder);
    return `${name} ${config[name]} was taken`;
  } catch (error) {
    return judgeRefusal(error, folder);
  }
}

async function goodFile(path: string): Promise<Buffer> {
  await writeSafetensors(path, numberedTensors(CONFIG), {});
  return readFile(path);
}
