// The part of the command line that asks a trained model; the work is loaded when asked for.
import type {Command} from 'commander';
import {onPipeline, parseCount} from '../pipeline/commands/pipeline-flags.ts';
import type {CompleteFlags} from './complete-command.ts';
import type {EvaluateFlags} from './evaluate-command.ts';

/** Genes suggested when nothing else is asked for. */
const TOP = 20;

/** Adds the commands on trained models. */
export function addAskCommands(program: Command): void {
  addCompleteCommand(program);
  addEvaluateCommand(program);
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

function addEvaluateCommand(program: Command): void {
  onPipeline(program.command('evaluate'))
    .description('score all models of the last finished run on gene sets from outside')
    .requiredOption('--test <file>', 'GMT file (plain or gzip), glob or folder of test sets')
    .option('--out <folder>', 'where results.json, per-set.parquet and page.html go', 'evaluation')
    .option('--verbose', 'show stack traces of errors', false)
    .action(async (flags: EvaluateFlags) => {
      const {evaluateCommand} = await import('./evaluate-command.ts');
      await evaluateCommand(flags);
    });
}
