// Reads what a training starts from: a GPT-2 folder with its tokenizer, or a gene-set model with its vocabulary.
import {readFile} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import type {StoredPromptRow} from '../../formats/cells/prompt-table.ts';
import {readGpt2Folder} from '../../formats/hugging-face/gpt2-folder.ts';
import {vocabulary} from '../../formats/vocabulary.ts';
import {checkTextIds} from '../kinds/cell-model.ts';
import {completionModel} from '../kinds/completion-model.ts';
import {
  type CellModelStart,
  type ScratchShape,
  startFromGeneSets,
  startFromGpt2,
  startFromScratch,
} from './start-model.ts';
import {END_OF_TEXT} from './text-tokenizer.ts';

export interface StartFiles {
  gpt2: {readonly paths: readonly string[]};
  geneSetModel: {readonly paths: readonly string[]};
  geneVocabulary: {readonly path: string | undefined};
}

export interface StartOptions extends Omit<ScratchShape, 'blockSize'> {
  start: 'scratch' | 'gpt2' | 'gene-set-model';
}

type OpenedStart = CellModelStart & {remarks: string[]};

/** The start that the options name; `remarks` say what it brings. */
export async function openStart(
  rows: readonly StoredPromptRow[],
  files: StartFiles,
  options: StartOptions,
): Promise<OpenedStart> {
  if (options.start === 'gpt2')
    return openGpt2(folderOf(files.gpt2.paths, 'gpt2', 'config.json'), options);
  const blockSize = longestWords(rows);
  if (options.start === 'gene-set-model') return openGeneSets(rows, files, {...options, blockSize});
  const start = startFromScratch(rows, {...options, blockSize});
  return {...start, remarks: [`from scratch: ${start.config.vocabSize} words`]};
}

async function openGpt2(folder: string, {dropout}: StartOptions): Promise<OpenedStart> {
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
  const start = startFromGpt2(gpt2, {kind: 'text', vocab, merges}, endToken, dropout);
  const {nLayer, nEmbd, blockSize} = gpt2.config;
  return {
    ...start,
    remarks: [`from GPT-2: ${nLayer} blocks of width ${nEmbd}, ${blockSize} positions`],
  };
}

async function openGeneSets(
  rows: readonly StoredPromptRow[],
  {geneSetModel, geneVocabulary}: StartFiles,
  options: StartOptions & {blockSize: number},
): Promise<OpenedStart> {
  const model = await completionModel.read(
    folderOf(geneSetModel.paths, 'geneSetModel', 'model.json'),
  );
  if (model.kind !== 'gpt') {
    throw new Error(
      `fine-tune.geneSetModel is of kind ${model.kind}; expected gpt, as train-gpt writes`,
    );
  }
  if (geneVocabulary.path === undefined) {
    throw new Error(
      'found no fine-tune.geneVocabulary, expected the vocabulary.parquet that the gene-set model was trained with: --set fine-tune.geneVocabulary=artifacts/tokenize/latest/vocabulary.parquet',
    );
  }
  const {symbols} = await vocabulary.read(geneVocabulary.path);
  const start = startFromGeneSets(rows, {...model, symbols}, options);
  const {knownGenes, config} = start;
  const line = `from a gene-set model: ${knownGenes} of ${config.vocabSize} words have its embeddings`;
  return {...start, remarks: [line]};
}

function folderOf(paths: readonly string[], port: string, file: string): string {
  const found = paths.find(path => basename(path) === file);
  if (found !== undefined) return dirname(found);
  throw new Error(
    `found no ${file} in fine-tune.${port}, expected the folder of a model. Give one: --set fine-tune.${port}=FOLDER`,
  );
}

/** Positions of the longest prompt with its response and the end token that opens it. */
function longestWords(rows: readonly StoredPromptRow[]): number {
  return rows.reduce(
    (most, {promptWords, responseWords}) =>
      Math.max(most, promptWords.length + responseWords.length + 1),
    1,
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
