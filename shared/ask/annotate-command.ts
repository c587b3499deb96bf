// `geneglot annotate FILE`: the types of the cells of a file, by the annotator that the last run left.
import {existsSync, realpathSync, statSync} from 'node:fs';
import {basename, join} from 'node:path';
import {DEFAULT_PIPELINE, type PipelineFlags} from '../pipeline/commands/pipeline-flags.ts';
import {shownPath, UserError} from '../pipeline/problem.ts';
import {print, printError} from '../pipeline/show/print.ts';
import {plainReporter} from '../pipeline/show/terminal.ts';
import type {AnnotateQuestion, AnnotateReply} from './annotation/question.ts';
import {loadProgram, mayHaveRun} from './ask-program.ts';
import {findOfLastRun} from './find-model-file.ts';
import {requireCells} from './require-cells.ts';
import {writePage} from './write-page.ts';

export interface AnnotateFlags extends PipelineFlags {
  annotator?: string;
  bundle?: string;
  layer: string;
  symbolColumn?: string;
  labels?: string;
  out?: string;
  h5ad?: string;
  inPlace: boolean;
  prefix: string;
  page?: string;
  json: boolean;
}

/** The program that answers. */
const ANNOTATE = join(import.meta.dirname, 'annotation', 'answer-annotation.ts');
/** The pipeline that leaves an annotator, where no flag names another. */
const CELLS_PIPELINE = 'pipelines/cells.yaml';

/** Prints the types, on standard error what is to be said beside them, and writes what is asked for. */
export async function annotateCommand(source: string, flags: AnnotateFlags): Promise<void> {
  const h5ad = targetOf(source, flags);
  requireEnding('--out', flags.out, /\.(tsv|parquet)$/, '.tsv or .parquet');
  requireEnding('--prefix', flags.prefix, /^[A-Za-z]\w*$/, 'a name of letters, digits and _');
  requireCells(source);
  const model = await findModel(flags);
  const annotate = await loadProgram<AnnotateQuestion, AnnotateReply>(ANNOTATE, 'annotate');
  const {layer, symbolColumn, labels, out, prefix, page, json} = flags;
  const shown = plainReporter(printError, false);
  printError(`annotate: reading ${shownPath(source)}`);
  const reply = await annotate({
    ...{source, model, layer, prefix, page: page !== undefined},
    ...(symbolColumn !== undefined && {symbolColumn}),
    ...(labels !== undefined && {labels}),
    ...(out !== undefined && {out}),
    ...(h5ad !== undefined && {h5ad}),
    provenance: {tool: 'geneglot', source: basename(source)},
    format: json ? 'json' : 'table',
    onProgress: progress => shown.sink({type: 'stage-progress', stage: 'annotate', progress}),
  });
  for (const note of reply.notes) printError(note);
  print(reply.output);
  if (reply.page !== undefined && page !== undefined) await writePage(page, reply.page, '--page');
  const written = [out, h5ad, page].filter(file => file !== undefined);
  for (const file of written) printError(`→ ${shownPath(file)}`);
}

/** Where the annotated h5ad file goes; the source itself only where that is asked for. */
function targetOf(source: string, {h5ad, inPlace}: AnnotateFlags): string | undefined {
  if (h5ad !== undefined && inPlace) {
    throw new UserError('--h5ad --in-place: found both, expected one of them\n    Leave one out.');
  }
  if (inPlace) return existsSync(source) ? realpathSync(source) : source;
  if (h5ad === undefined) return undefined;
  requireEnding('--h5ad', h5ad, /\.h5ad$/, '.h5ad');
  if (existsSync(h5ad) && existsSync(source) && realpathSync(h5ad) === realpathSync(source)) {
    throw new UserError(
      `--h5ad: ${h5ad} is the file that is annotated, expected another one\n    Write into it with --in-place.`,
    );
  }
  return h5ad;
}

function requireEnding(
  flag: string,
  value: string | undefined,
  pattern: RegExp,
  expected: string,
): void {
  if (value === undefined || pattern.test(value)) return;
  throw new UserError(`${flag}: found ${value}, expected ${expected}`);
}

/** The model that answers: the file or folder that is named, else what the last run left. */
async function findModel(flags: AnnotateFlags): Promise<AnnotateQuestion['model']> {
  const {bundle, annotator: named} = flags;
  if (bundle !== undefined && named !== undefined) {
    throw new UserError(
      '--annotator --bundle: found both, expected one of them\n    Leave one out.',
    );
  }
  if (bundle !== undefined) return {bundle};
  const annotator = named ?? (await findAnnotator(flags));
  if (existsSync(join(annotator, 'annotator.json'))) return {annotator};
  const isFile = statSync(annotator, {throwIfNoEntry: false})?.isFile();
  const remedy = isFile ? '\n    A model file of cells is named with --bundle FILE.' : '';
  throw new UserError(
    `--annotator: ${shownPath(annotator)} holds no annotator.json, expected the folder that fit-annotator wrote${remedy}`,
  );
}

async function findAnnotator(flags: AnnotateFlags): Promise<string> {
  const isDefault = flags.pipeline === DEFAULT_PIPELINE && existsSync(CELLS_PIPELINE);
  const asked = isDefault ? {...flags, pipeline: CELLS_PIPELINE} : flags;
  const found = (await mayHaveRun(asked))
    ? await findOfLastRun(asked, 'cell-annotator')
    : undefined;
  if (found !== undefined) return found;
  throw new UserError(
    `${asked.pipeline}: found no annotator of the last run, expected one\n    Train on labelled cells first: geneglot run fit-annotator --pipeline ${CELLS_PIPELINE} --set import-cells.source=FILE.h5ad --set import-cells.labelColumn=NAME. Or name a model file of cells with --bundle FILE, or the folder of an annotator with --annotator.`,
  );
}
