// `geneglot enrich GENE…`: the gene sets that a list of genes is enriched in; `--gene`: the functions of one gene.
import {join} from 'node:path';
import type {PipelineFlags} from '../pipeline/commands/pipeline-flags.ts';
import {shownPath, UserError} from '../pipeline/problem.ts';
import {printError, printText} from '../pipeline/show/print.ts';
import {loadProgram} from './ask-program.ts';
import type {EnrichQuestion, EnrichReply} from './enrichment/question.ts';
import {findModelFile} from './find-model-file.ts';
import {writePage} from './write-page.ts';

export interface EnrichFlags extends PipelineFlags {
  file?: string;
  gene?: string;
  bundle?: string;
  gmt: string[];
  background?: string;
  library: string[];
  top: number;
  all: boolean;
  json: boolean;
  tsv: boolean;
  page?: string;
}

/** The program that answers. */
const ENRICH = join(import.meta.dirname, 'enrichment', 'answer-enrichment.ts');

/** Prints the answer, on standard error what is to be said beside it, and writes the page. */
export async function enrichCommand(genes: readonly string[], flags: EnrichFlags): Promise<void> {
  requireOneQuestion(genes, flags);
  const loading = loadProgram<EnrichQuestion, EnrichReply>(ENRICH, 'enrich');
  // What fails first below is reported; a program that does not load is reported when it is needed.
  loading.catch(() => undefined);
  const bundle = flags.bundle ?? (await findModelFile(flags));
  const enrich = await loading;
  const {output, notes, page} = await enrich(toQuestion(genes, flags, bundle));
  for (const note of notes) printError(note);
  printText(output);
  if (page === undefined || flags.page === undefined) return;
  await writePage(flags.page, page, '--page');
  printError(`page: ${shownPath(flags.page)}`);
}

function toQuestion(genes: readonly string[], flags: EnrichFlags, bundle: string): EnrichQuestion {
  const {file, gene, background, gmt, library, top, all, json, tsv, page} = flags;
  return {
    ...{bundle, genes, gmt, top, all, libraries: library},
    ...(file !== undefined && {file}),
    ...(gene !== undefined && {gene}),
    ...(background !== undefined && {background}),
    format: json ? 'json' : tsv ? 'tsv' : 'table',
    page: page !== undefined,
  };
}

/** Options that say two things at once. */
const EITHER: [keyof EnrichFlags, keyof EnrichFlags][] = [
  ['json', 'tsv'],
  ['gene', 'file'],
  ['gene', 'background'],
  ['gene', 'page'],
];

function requireOneQuestion(genes: readonly string[], flags: EnrichFlags): void {
  const odd = flags.gmt.find(file => !/\.gmt(\.gz)?$/i.test(file));
  if (odd !== undefined) {
    throw new UserError(
      `--gmt: found ${odd}, expected files whose names end in .gmt or .gmt.gz\n    Write genes before --gmt.`,
    );
  }
  const isGiven = (flag: keyof EnrichFlags) => flags[flag] !== undefined && flags[flag] !== false;
  const both = EITHER.find(pair => pair.every(isGiven));
  if (both) {
    const found = both.map(flag => `--${flag}`).join(' ');
    throw new UserError(`${found}: found both, expected one of them\n    Leave one out.`);
  }
  if (flags.gene !== undefined && genes.length > 0) {
    throw new UserError(
      `found ${genes[0]} and --gene ${flags.gene}, expected a list of genes or one gene\n    Leave --gene out to test the list.`,
    );
  }
  if (flags.file === '-' && flags.background === '-') {
    throw new UserError(
      '--file - --background -: found both, expected one list on standard input\n    Write the other one to a file.',
    );
  }
}
