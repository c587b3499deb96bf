// `geneglot name GENE…`: names for a list of genes, written by the GPT of the last run, beside those of known sets like it.
import {basename, join} from 'node:path';
import type {PipelineFlags} from '../pipeline/commands/pipeline-flags.ts';
import {recallPipeline} from '../pipeline/declare/load-pipeline.ts';
import type {Pipeline} from '../pipeline/declare/pipeline.ts';
import {oneOf, shownPath, UserError} from '../pipeline/problem.ts';
import {printText} from '../pipeline/show/print.ts';
import {loadProgram} from './ask-program.ts';
import {type FoundModel, findModel, NoModel} from './find-model.ts';
import type {NameQuestion} from './naming/question.ts';

export interface NameFlags extends PipelineFlags {
  file?: string;
  model?: string;
  top: number;
  json: boolean;
}

/** The program that answers, and the stage whose models write names. */
const NAME = join(import.meta.dirname, 'naming', 'answer-names.ts');
const WRITER = 'train-gpt';

/** Prints the answer. */
export async function nameCommand(genes: readonly string[], flags: NameFlags): Promise<void> {
  const loading = loadProgram<NameQuestion, string>(NAME, 'name');
  // What fails first below is reported; a program that does not load is reported when it is needed.
  loading.catch(() => undefined);
  const {pipeline, memory} = await recallPipeline({...flags, file: flags.pipeline});
  const {manifest, files, vocabularyKey} = await findWriter(pipeline, flags.model);
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

async function findWriter(pipeline: Pipeline, stage: string | undefined): Promise<FoundModel> {
  return findModel(pipeline, stage, {words: true}).catch(error => {
    throw error instanceof NoModel ? noWriter(pipeline, stage) : error;
  });
}

function noWriter({nodes, artifacts}: Pipeline, stage: string | undefined): UserError {
  const writers = nodes.filter(({uses}) => basename(uses, '.ts') === WRITER);
  const names = stage === undefined ? writers.map(({name}) => name) : [stage];
  const found = `found no trained GPT that writes names in ${shownPath(artifacts)}`;
  if (names.length === 0) {
    return new UserError(
      `${found}, and no stage that trains one\n    Add stages/${WRITER} to the pipeline.`,
    );
  }
  return new UserError(
    `${found}, expected one of stage ${oneOf(names)}\n    Train it first: geneglot run ${names[0]}. It needs words: tokenize.minWordNames and ${names[0]}.nameRows above 0.`,
  );
}
