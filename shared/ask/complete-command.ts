// `geneglot complete GENE…`: completes a partial gene set with the model that the last run left.
import {join} from 'node:path';
import type {PipelineFlags} from '../pipeline/commands/pipeline-flags.ts';
import {compileStage} from '../pipeline/declare/compiled-stage.ts';
import {recallPipeline} from '../pipeline/declare/load-pipeline.ts';
import {importSource} from '../pipeline/declare/load-stage.ts';
import {UserError} from '../pipeline/problem.ts';
import {printError, printText} from '../pipeline/show/print.ts';
import {QUESTION_ERROR, type Question, type Reply} from './completion/question.ts';
import {findModel} from './find-model.ts';

export interface CompleteFlags extends PipelineFlags {
  file?: string;
  model?: string;
  top: number;
  support: number;
  missing?: number;
  json: boolean;
  tsv: boolean;
}

/** Where the program that completes lies: started by its path, as stages are, so that the runner stays small. */
const PROGRAM = join(import.meta.dirname, 'completion', 'answer-question.ts');

/** Prints the answer, and on standard error what is to be said beside it. */
export async function completeCommand(
  genes: readonly string[],
  flags: CompleteFlags,
): Promise<void> {
  if (flags.json && flags.tsv) {
    throw new UserError('--json --tsv: found both, expected one of them\n    Leave one out.');
  }
  const loading = loadProgram();
  // What fails first below is reported; a program that does not load is reported when it is needed.
  loading.catch(() => undefined);
  const {pipeline, memory} = await recallPipeline({...flags, file: flags.pipeline});
  const {manifest, files, vocabularyKey} = await findModel(pipeline, flags.model);
  const complete = await loading;
  const {output, notes} = await complete({
    ...{files, genes, top: flags.top, support: flags.support},
    cache: {folder: join(pipeline.artifacts, '.cache', 'complete'), key: vocabularyKey},
    ...{stage: manifest.stage, key: manifest.key},
    ...(flags.file !== undefined && {file: flags.file}),
    ...(flags.missing !== undefined && {missing: flags.missing}),
    format: flags.json ? 'json' : flags.tsv ? 'tsv' : 'table',
  }).catch(error => {
    throw error instanceof Error && error.name === QUESTION_ERROR
      ? new UserError(error.message)
      : error;
  });
  for (const note of notes) printError(note);
  printText(output);
  await Promise.allSettled([memory.fingerprints.save(), memory.save()]);
}

async function loadProgram(): Promise<(question: Question) => Promise<Reply>> {
  const compiled = await compileStage(PROGRAM);
  return (await importSource(PROGRAM, compiled?.module)).complete;
}
