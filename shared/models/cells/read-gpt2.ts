// Reads a GPT-2 as it was before any training here: a Hugging Face folder with its tokenizer.
import {readFile} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {readGpt2Folder} from '../../formats/hugging-face/gpt2-folder.ts';
import {type CellModel, type CellVocabulary, checkTextIds} from '../kinds/cell-model.ts';
import {END_OF_TEXT} from './text-tokenizer.ts';

/** Endings of the files that a model's folder may have. */
export const MODEL_FILES = ['.json', '.safetensors', '.txt'];

/** A model that writes text. */
export type TextModel = CellModel & {vocabulary: Extract<CellVocabulary, {kind: 'text'}>};

/** The GPT-2 of the folder that holds these files; `port` is where a stage was given them, e.g. `fine-tune.gpt2`. */
export async function readGpt2(paths: readonly string[], port: string): Promise<TextModel> {
  const folder = folderOf(paths, port, 'config.json');
  const read = (file: string) =>
    readFile(join(folder, file), 'utf8').catch(explainMissing(folder, file));
  const [vocab, merges] = [await read('vocab.json'), await read('merges.txt')];
  const gpt2 = await readGpt2Folder(folder);
  const {vocabSize} = gpt2.config;
  const endToken = checkTextIds(join(folder, 'vocab.json'), vocab, vocabSize)[END_OF_TEXT];
  if (endToken === undefined) {
    throw new Error(
      `${join(folder, 'vocab.json')}: found no ${END_OF_TEXT}, the token that ends a text; expected GPT-2's vocabulary`,
    );
  }
  return {...gpt2, vocabulary: {kind: 'text', vocab, merges}, endToken};
}

/** The folder of the file of that name; throws where there is none. */
export function folderOf(paths: readonly string[], port: string, file: string): string {
  const found = paths.find(path => basename(path) === file);
  if (found !== undefined) return dirname(found);
  throw new Error(
    `found no ${file} in ${port}, expected the folder of a model. Give one: --set ${port}=FOLDER`,
  );
}

function explainMissing(folder: string, file: string) {
  return (error: NodeJS.ErrnoException): never => {
    if (error.code !== 'ENOENT') throw error;
    throw new Error(
      `${join(folder, file)}: there is no such file; expected GPT-2's tokenizer beside its weights. Save it with tokenizer.save_vocabulary(folder).`,
    );
  };
}
