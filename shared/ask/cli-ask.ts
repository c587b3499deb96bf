// The part of the command line that asks a trained model; the work is loaded when asked for.
import {type Command, Option} from 'commander';
import {
  collect,
  DEFAULT_PIPELINE,
  onPipeline,
  parseCount,
} from '../pipeline/commands/pipeline-flags.ts';
import type {AnnotateFlags} from './annotate-command.ts';
import type {CompleteFlags} from './complete-command.ts';
import type {EnrichFlags} from './enrich-command.ts';
import type {EvaluateFlags} from './evaluate-command.ts';
import type {JudgeFlags} from './judge-command.ts';
import type {NameFlags} from './name-command.ts';
import type {PageFlags} from './page-command.ts';
import type {ServeFlags} from './serve-command.ts';

/** Genes suggested when nothing else is asked for. */
const TOP = 20;
/** Names shown of each kind. */
const TOP_NAMES = 3;
/** The most: as many beginnings of a name are followed at a time, each by a pass through the model. */
const MOST_NAMES = 100;
/** Groups of sets shown when nothing else is asked for. */
const TOP_SETS = 15;

/** Adds the commands on trained models. */
export function addAskCommands(program: Command): void {
  addCompleteCommand(program);
  addNameCommand(program);
  addEnrichCommand(program);
  addPageCommand(program);
  addServeCommand(program);
  addEvaluateCommand(program);
  addAnnotateCommand(program);
  addJudgeCommand(program);
}

function addCompleteCommand(program: Command): void {
  onPipeline(program.command('complete'))
    .description('complete a partial gene set with the model of the last run, or with a model file')
    .argument('[gene...]', 'symbols, synonyms, Ensembl or NCBI Gene ids')
    .option('--file <file>', 'a list of genes, or sets as .gmt; - reads a list from standard input')
    .option(
      '--model <stage>',
      'the stage whose model answers (by default an ensemble of models, else a language model)',
    )
    .option('--bundle <file>', 'the model file that answers, instead of a trained model')
    .option(
      '--about <words>',
      'what the set is about, read by the names of known sets; without genes also by a GPT, where one was trained',
    )
    .option('--top <n>', 'genes suggested', parseCount('--top', 1), TOP)
    .option('--support <n>', 'training sets named for each gene', parseCount('--support', 0), 1)
    .option(
      '--missing <n>',
      'number of genes that a set lacks, for the chances (by default the number of given genes)',
      parseCount('--missing', 1),
    )
    .option('--json', 'all of the answer as JSON', false)
    .option('--tsv', 'tab-separated rows', false)
    .option('--gmt', 'the sets with the suggested genes, as GMT', false)
    .action(async (genes: string[], flags: CompleteFlags) => {
      const {completeCommand} = await import('./complete-command.ts');
      await completeCommand(genes, flags);
    });
}

function addNameCommand(program: Command): void {
  onPipeline(program.command('name'))
    .description(
      'name a list of genes: by the GPT of the last run, and by the known sets that are like it',
    )
    .argument('[gene...]', 'symbols, synonyms, Ensembl or NCBI Gene ids')
    .option('--file <file>', 'a list of genes, or sets as .gmt; - reads a list from standard input')
    .option('--model <stage>', 'the stage whose GPT writes (by default the one that knows words)')
    .option(
      '--top <n>',
      'names of each kind, 100 at most',
      parseCount('--top', 1, MOST_NAMES),
      TOP_NAMES,
    )
    .option('--json', 'all of the answer as JSON', false)
    .action(async (genes: string[], flags: NameFlags) => {
      const {nameCommand} = await import('./name-command.ts');
      await nameCommand(genes, flags);
    });
}

function addEnrichCommand(program: Command): void {
  onPipeline(program.command('enrich'))
    .description(
      'test which gene sets a list of genes is enriched in, or name the functions of one gene',
    )
    .argument('[gene...]', 'symbols, synonyms, Ensembl or NCBI Gene ids')
    .option('--file <file>', 'a list of genes, or sets as .gmt; - reads a list from standard input')
    .option('--gene <gene>', 'a gene whose functions to name, in place of a list')
    .option(
      '--gmt <file...>',
      'own sets to test in place of those of the model (last on the line)',
      [],
    )
    .option(
      '--background <file>',
      'a list of the genes that the list was drawn from (by default all genes of the sets tested)',
    )
    .option('--library <name>', 'test the sets of this library (repeatable)', collect, [])
    .option(
      '--bundle <file>',
      'the model file whose sets are tested (by default that of the last run, else the one that geneglot brings)',
    )
    .option('--top <n>', 'groups of sets shown', parseCount('--top', 1), TOP_SETS)
    .option('--all', 'give each set a row of its own; alike sets are not folded', false)
    .option('--json', 'all of the answer as JSON', false)
    .option('--tsv', 'tab-separated rows', false)
    .option('--page <file>', 'write a page with a dot plot and tables')
    .action(async (genes: string[], flags: EnrichFlags) => {
      const {enrichCommand} = await import('./enrich-command.ts');
      await enrichCommand(genes, flags);
    });
}

function addAnnotateCommand(program: Command): void {
  const command = onPipeline(program.command('annotate'));
  const pipeline = command.options.find(({long}) => long === '--pipeline');
  pipeline?.default(DEFAULT_PIPELINE, 'pipelines/cells.yaml where there is one');
  command
    .description('name the types of the cells of a file, with what the last run learned of cells')
    .argument(
      '<source>',
      'an .h5ad file, a 10x .h5 file, or the folder of a 10x matrix or Zarr store',
    )
    .option('--annotator <folder>', 'the annotator that answers (by default that of the last run)')
    .option('--bundle <file>', 'the model file of cells that answers, instead of an annotator')
    .option('--layer <name>', 'X, raw, layers/NAME, or auto: the first that holds counts', 'auto')
    .option('--symbol-column <name>', 'column of var with gene symbols (by default found by name)')
    .option('--labels <column>', 'column of obs with types that are known already, to compare')
    .option('--out <file>', 'a table with one row a cell, .tsv or .parquet')
    .option('--h5ad <file>', 'a copy of the h5ad file with the annotation in obs, obsm and uns')
    .option('--in-place', 'write the annotation into the h5ad file itself', false)
    .option('--prefix <name>', 'what names in the h5ad file begin with', 'geneglot')
    .option('--page <file>', 'write a page with map, types and disagreements')
    .option('--json', 'the report on all cells as JSON', false)
    .action(async (source: string, flags: AnnotateFlags) => {
      const {annotateCommand} = await import('./annotate-command.ts');
      await annotateCommand(source, flags);
    });
}

function addEvaluateCommand(program: Command): void {
  onPipeline(program.command('evaluate'))
    .description('score all models of the last finished run on gene sets from outside')
    .requiredOption('--test <file>', 'GMT file (plain or gzip), glob or folder of test sets')
    .option('--old <file>', 'an older version of them: what was added since is sought')
    .option(
      '--protocol <name>',
      'tcc, shuffled-10, shuffled-20, shuffled-50, half or additions (repeatable; by default those of the pipeline)',
      collect,
      [],
    )
    .option(
      '--rankings <name=file>',
      'what another program ranked for the same prompts, as a table of prompt, rank or score, and gene (repeatable)',
      collect,
      [],
    )
    .option('--write-prompts <file>', 'write the prompts as GMT for other programs; scores nothing')
    .option('--out <folder>', 'where results.json, per-set.parquet and page.html go', 'evaluation')
    .option('--verbose', 'show stack traces of errors', false)
    .action(async (flags: EvaluateFlags) => {
      const {evaluateCommand} = await import('./evaluate-command.ts');
      await evaluateCommand(flags);
    });
}

/** Where the model of a page comes from when no file is named. */
const BUNDLE =
  'the model file in it (by default that of the last run, else the one that geneglot brings)';

function addPageCommand(program: Command): void {
  onPipeline(program.command('page'))
    .description('write the workbench, with its model, as one page that works without a network')
    .requiredOption('--out <file>', 'where the page goes')
    .option('--bundle <file>', BUNDLE)
    .action(async (flags: PageFlags) => {
      const {pageCommand} = await import('./page-command.ts');
      await pageCommand(flags);
    });
}

function addServeCommand(program: Command): void {
  onPipeline(program.command('serve'))
    .description('serve the workbench to browsers of this machine')
    .option('--bundle <file>', BUNDLE)
    .option(
      '--port <n>',
      'port of the loopback address; 0 takes a free one',
      parseCount('--port', 0),
      0,
    )
    .action(async (flags: ServeFlags) => {
      const {serveCommand} = await import('./serve-command.ts');
      await serveCommand(flags);
    });
}

function addJudgeCommand(program: Command): void {
  program
    .command('judge')
    .description('score predicted or generated cells of one file against the real cells of another')
    .argument('<predicted>', 'predicted cells: .h5ad, a 10x .h5 file or folder')
    .requiredOption('--real <file>', 'real cells: .h5ad, a 10x .h5 file or folder')
    .option(
      '--label-column <name>',
      'column with the type of each cell, in both files',
      'cell_type',
    )
    .option(
      '--condition-column <name>',
      'column of the real cells with their condition: scores a response to a stimulation, too',
    )
    .option('--donor-column <name>', 'column of the real cells with their donor, for intervals')
    .option('--control <name>', 'condition of control cells (by default one of the usual names)')
    .option('--stimulated <name>', 'condition of stimulated cells (by default the only other one)')
    .addOption(
      new Option(
        '--untyped <what>',
        'stimulated real cells without a type: drop them, or take the type of their nearest control cells',
      ).choices(['drop', 'neighbours']),
    )
    .option(
      '--from-scratch',
      'the predicted cells were not made by changing the real control cells',
      false,
    )
    .option('--seed <n>', 'seed of draws, halves and bootstrap', parseCount('--seed', 0), 1)
    .option(
      '--set <stage.name=value>',
      'a parameter of import-real, import-predicted or judge-cells (repeatable)',
      collect,
      [],
    )
    .option('--out <file>', 'all scores as a table, .tsv, or as .json')
    .option('--json', 'all scores as JSON', false)
    .option('--tsv', 'tab-separated rows, one a score', false)
    .action(async (predicted: string, flags: JudgeFlags) => {
      const {judgeCommand} = await import('./judge-command.ts');
      await judgeCommand(predicted, flags);
    });
}
