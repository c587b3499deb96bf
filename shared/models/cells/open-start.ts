// Reads what a training starts from: a GPT-2 folder with its tokenizer, or a gene-set model with its vocabulary.
import type {StoredPromptRow} from '../../formats/cells/prompt-table.ts';
import {vocabulary} from '../../formats/vocabulary.ts';
import {completionModel} from '../kinds/completion-model.ts';
import {folderOf, readGpt2} from './read-gpt2.ts';
import {
  type CellModelStart,
  type ScratchShape,
  startFromGeneSets,
  startFromGpt2,
  startFromScratch,
} from './start-model.ts';

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
  if (options.start === 'gpt2') return openGpt2(files.gpt2.paths, options);
  const blockSize = longestWords(rows);
  if (options.start === 'gene-set-model') return openGeneSets(rows, files, {...options, blockSize});
  const start = startFromScratch(rows, {...options, blockSize});
  return {...start, remarks: [`from scratch: ${start.config.vocabSize} words`]};
}

async function openGpt2(paths: readonly string[], {dropout}: StartOptions): Promise<OpenedStart> {
  const gpt2 = await readGpt2(paths, 'fine-tune.gpt2');
  const {nLayer, nEmbd, blockSize} = gpt2.config;
  return {
    ...startFromGpt2(gpt2, dropout),
    remarks: [`from GPT-2: ${nLayer} blocks of width ${nEmbd}, ${blockSize} positions`],
  };
}

async function openGeneSets(
  rows: readonly StoredPromptRow[],
  {geneSetModel, geneVocabulary}: StartFiles,
  options: StartOptions & {blockSize: number},
): Promise<OpenedStart> {
  const model = await completionModel.read(
    folderOf(geneSetModel.paths, 'fine-tune.geneSetModel', 'model.json'),
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

/** Positions of the longest prompt with its response and the end token that opens it. */
function longestWords(rows: readonly StoredPromptRow[]): number {
  return rows.reduce(
    (most, {promptWords, responseWords}) =>
      Math.max(most, promptWords.length + responseWords.length + 1),
    1,
  );
}
