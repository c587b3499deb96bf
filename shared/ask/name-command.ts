// `geneglot name GENE…`: names for a list of genes, written by the GPT of the last run, beside those of known sets like it.
import {join} from 'node:path';
import type {PipelineFlags} from '../pipeline/commands/pipeline-flags.ts';
import {recallPipeline} from '../pipeline/declare/load-pipeline.ts';
import {printText} from '../pipeline/show/print.ts';
import {loadProgram} from './ask-program.ts';
import {findModel} from './find-model.ts';
import type {NameQuestion} from './naming/question.ts';

export interface NameFlags extends PipelineFlags {
  file?: string;
  model?: string;
  top: number;
  json: boolean;
}

/** The program that answers. */
const NAME = join(import.meta.dirname, 'naming', 'answer-names.ts');

/** Prints the answer. */
export async function nameCommand(genes: readonly string[], flags: NameFlags): Promise<void> {
  const loading = loadProgram<NameQuestion, string>(NAME, 'name');
  // What fails first below is reported; a program that does not load is reported when it is needed.
  loading.catch(() => undefined);
  const {pipeline, memory} = await recallPipeline({...flags, file: flags.pipeline});
  const {manifest, files, vocabularyKey} = await findModel(pipeline, flags.model, 'written');
  const {file, top, json} = flags;
  const name = await loading;
  const answer = await name({
    ...{genes, top, json, files},
    ...(file !== undefined && {file}),
    asked: {stage: manifest.stage, key: manifest.key},
    // What is looked up by name is that of `complete`.
    cache: {folder: join(pipeline.artifacts, '.cache', 'complete'), key: vocabularyKey},
  });
  printText(answer);
  await memory.save();
}
