// `geneglot complete GENE…`: completes a partial gene set with the model that the last run left, or with a model file.
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import type {PipelineFlags} from '../pipeline/commands/pipeline-flags.ts';
import {recallPipeline} from '../pipeline/declare/load-pipeline.ts';
import type {Pipeline} from '../pipeline/declare/pipeline.ts';
import {shownPath, UserError} from '../pipeline/problem.ts';
import {printError, printText} from '../pipeline/show/print.ts';
import {loadProgram, mayHaveRun, OWN_FILE} from './ask-program.ts';
import type {FileQuestion, Question, Reply, TrainedQuestion} from './completion/question.ts';
import {type FoundModel, findModel, NoModel} from './find-model.ts';

export interface CompleteFlags extends PipelineFlags {
  file?: string;
  model?: string;
  bundle?: string;
  top: number;
  support: number;
  missing?: number;
  about?: string;
  json: boolean;
  tsv: boolean;
  gmt: boolean;
}

/** Programs that complete. */
const ASK_MODEL = join(import.meta.dirname, 'completion', 'answer-question.ts');
const ASK_FILE = join(import.meta.dirname, 'completion', 'answer-from-file.ts');

type Asked = Omit<Question, 'asked'>;

/** Prints the answer, and on standard error what is to be said beside it. */
export async function completeCommand(
  genes: readonly string[],
  flags: CompleteFlags,
): Promise<void> {
  const question = toQuestion(genes, flags);
  const {output, notes} =
    flags.bundle === undefined
      ? await askTrained(question, flags)
      : await askFile(question, flags.bundle);
  for (const note of notes) printError(note);
  printText(output);
}

function toQuestion(genes: readonly string[], flags: CompleteFlags): Asked {
  const formats = (['json', 'tsv', 'gmt'] as const).filter(format => flags[format]);
  if (formats.length > 1) {
    const found = formats.map(format => `--${format}`).join(' ');
    throw new UserError(
      `${found}: found ${formats.length}, expected one of them\n    Leave one out.`,
    );
  }
  if (flags.bundle !== undefined && flags.model !== undefined) {
    throw new UserError('--bundle --model: found both, expected one of them\n    Leave one out.');
  }
  const {file, missing, about, top, support} = flags;
  if (missing !== undefined && isAlone({about, genes, file})) {
    throw new UserError(
      '--missing --about: found both without a gene, but words alone have no chances, which alone depend on missing genes\n    Leave --missing out, or name genes.',
    );
  }
  return {
    ...{genes, top, support},
    ...(about !== undefined && {about}),
    ...(file !== undefined && {file}),
    ...(missing !== undefined && {missing}),
    format: formats[0] ?? 'table',
  };
}

/** Asks the model of the last run; where none was trained and none was named, the model file that geneglot brings. */
async function askTrained(question: Asked, flags: CompleteFlags): Promise<Reply> {
  if (await isUntrained(flags)) return askFile(question, shownPath(OWN_FILE));
  const loading = loadProgram<TrainedQuestion, Reply>(ASK_MODEL, 'complete');
  // What fails first below is reported; a program that does not load is reported when it is needed.
  loading.catch(() => undefined);
  const {pipeline, memory} = await recallPipeline({...flags, file: flags.pipeline});
  const found = await modelFor(pipeline, question, flags.model).catch(error => {
    if (error instanceof NoModel && flags.model === undefined && existsSync(OWN_FILE)) return null;
    throw error;
  });
  if (found === null) {
    await memory.save();
    return askFile(question, shownPath(OWN_FILE));
  }
  const {manifest, files, vocabularyKey} = found;
  const complete = await loading;
  const reply = await complete({
    ...question,
    ...{asked: {stage: manifest.stage, key: manifest.key}, isNamed: flags.model !== undefined},
    files,
    cache: {folder: join(pipeline.artifacts, '.cache', 'complete'), key: vocabularyKey},
  });
  await memory.save();
  return reply;
}

/** The model that answers: of words alone a GPT that reads them, where there is one. */
function modelFor(
  pipeline: Pipeline,
  {about, genes, file}: Asked,
  stage: string | undefined,
): Promise<FoundModel> {
  return findModel(pipeline, stage, isAlone({about, genes, file}) ? 'read' : undefined);
}

interface Given {
  about: string | undefined;
  genes: readonly string[];
  file: string | undefined;
}

/** Whether words are all that is asked. */
function isAlone({about, genes, file}: Given): boolean {
  return about !== undefined && genes.length === 0 && file === undefined;
}

/** Whether the model file may answer at once: nothing ran yet, so that the pipeline need not be looked at. */
async function isUntrained(flags: CompleteFlags): Promise<boolean> {
  return flags.model === undefined && existsSync(OWN_FILE) && !(await mayHaveRun(flags));
}

async function askFile(question: Asked, file: string): Promise<Reply> {
  const complete = await loadProgram<FileQuestion, Reply>(ASK_FILE, 'complete');
  return complete({...question, asked: {file}});
}
