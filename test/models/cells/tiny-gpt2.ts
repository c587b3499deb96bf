// A tiny random GPT-2 with a tokenizer of bytes and a few merges, as a Hugging Face folder.
import {mkdtempSync, rmSync} from 'node:fs';
import {readdir, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll} from '@jest/globals';
import {listTensors} from '../../../shared/engines/contract/gpt-tensors.ts';
import {writeGpt2Folder} from '../../../shared/formats/hugging-face/gpt2-folder.ts';
import type {Tensors} from '../../../shared/formats/safetensors/safetensors.ts';
import {createRandom} from '../../../shared/stats/random.ts';

const MERGES = ['i n', 'e r', 'Ġ t', 'Ġt h', 'Ġth e', 'Ġ c', 'Ġc e', 'l l', 'Ġce ll'];

/** How vocab.json writes each byte: as itself where it is a visible letter, else as a letter beyond 255. */
const BYTES = Array.from({length: 256}, (_, byte) => byte);
const isVisible = (byte: number) =>
  (byte > 32 && byte < 127) || (byte > 160 && byte < 256 && byte !== 173);
const hidden = BYTES.filter(byte => !isVisible(byte));
const letters = BYTES.map(byte =>
  String.fromCharCode(isVisible(byte) ? byte : 256 + hidden.indexOf(byte)),
);

const VOCABULARY = [...letters, ...MERGES.map(merge => merge.replace(' ', '')), '<|endoftext|>'];
/** The texts of vocab.json and merges.txt. */
export const TINY_TOKENIZER = {
  vocab: JSON.stringify(Object.fromEntries(VOCABULARY.map((token, id) => [token, id]))),
  merges: `#version: 0.2\n${MERGES.join('\n')}\n`,
};

const config = {
  ...{vocabSize: VOCABULARY.length, blockSize: 256, nLayer: 2, nHead: 2, nEmbd: 16},
  ...{bias: true, positions: true, dropout: 0, tiedHead: true, activation: 'gelu-tanh' as const},
};

/** Weights of GPT-2's size at the start: matrices of deviation 0.02, scales of 1 and biases of 0. */
function randomTensors(): Tensors {
  const random = createRandom(3);
  return new Map(
    listTensors(config).map(({name, shape}) => {
      const values = new Float32Array(shape.reduce((product, extent) => product * extent, 1));
      const isScale = shape.length === 1 && name.endsWith('weight');
      const width = shape.length === 2 ? 0.02 * Math.sqrt(12) : 0;
      for (let i = 0; i < values.length; i++) {
        values[i] = isScale ? 1 : width * (random.next() - 0.5);
      }
      return [name, {shape, values}];
    }),
  );
}

/** Paths of the files of a tiny GPT-2, which go with the test suite. */
export async function writeTinyGpt2(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'geneglot-gpt2-'));
  afterAll(() => rmSync(folder, {recursive: true}));
  await writeGpt2Folder(folder, config, randomTensors(), VOCABULARY.length - 1);
  await writeFile(join(folder, 'vocab.json'), TINY_TOKENIZER.vocab);
  await writeFile(join(folder, 'merges.txt'), TINY_TOKENIZER.merges);
  return (await readdir(folder)).map(file => join(folder, file));
}
