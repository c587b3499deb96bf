// The part of the command line that explains, keeps and tidies artifacts; the work of a command is loaded when it is called.
import type {Command} from 'commander';
import type {GcFlags, PipelineFlags} from './pipeline-flags.ts';
import {onPipeline, parseCount} from './pipeline-flags.ts';

/** Adds the commands on past runs and on the store. */
export function addStoreCommands(program: Command): void {
  addExplainCommands(program);
  addHistoryCommands(program);
  addUpkeepCommands(program);
}

function addExplainCommands(program: Command): void {
  onPipeline(program.command('why'))
    .description('explain why a stage would run, what follows, and what it took before')
    .argument('<stage>', 'the stage')
    .action(async (stage: string, flags: PipelineFlags) => {
      const {whyCommand} = await import('./explain-commands.ts');
      await whyCommand(stage, flags);
    });
  onPipeline(program.command('accept'))
    .description('declare a change of code or parameters to be without effect on a stage')
    .argument('<stage>', 'the stage')
    .requiredOption('--because <reason>', 'why its last artifact stays right; kept in the manifest')
    .action(async (stage: string, flags: PipelineFlags & {because: string}) => {
      const {acceptCommand} = await import('./explain-commands.ts');
      await acceptCommand(stage, flags);
    });
}

function addHistoryCommands(program: Command): void {
  onPipeline(program.command('history'))
    .description('list past runs')
    .option('--last <n>', 'how many', parseCount('--last', 0), 20)
    .action(async (flags: PipelineFlags & {last: number}) => {
      const {historyCommand} = await import('./history-commands.ts');
      await historyCommand(flags);
    });
  onPipeline(program.command('log'))
    .description('print what a stage printed on its last attempt')
    .argument('<stage>', 'the stage')
    .action(async (stage: string, flags: PipelineFlags) => {
      const {logCommand} = await import('./history-commands.ts');
      await logCommand(stage, flags);
    });
  onPipeline(program.command('diff'))
    .description('show what differs between two runs or two artifacts')
    .argument('<a>', 'id of a run, last, or key of an artifact')
    .argument('<b>', 'the other')
    .action(async (a: string, b: string, flags: PipelineFlags) => {
      const {diffCommand} = await import('./diff-command.ts');
      await diffCommand(a, b, flags);
    });
}

function addUpkeepCommands(program: Command): void {
  onPipeline(program.command('gc'))
    .description('remove artifacts that neither the pipeline nor the recent past reaches')
    .option(
      '--keep-last <n>',
      'artifacts of each stage kept besides',
      parseCount('--keep-last', 0),
      1,
    )
    .option('--dry-run', 'only list what would go', false)
    .action(async (flags: GcFlags) => {
      const {gcCommand} = await import('./gc-command.ts');
      await gcCommand(flags);
    });
  onPipeline(program.command('verify'))
    .description('read every artifact in full and compare it with its manifest')
    .action(async (flags: PipelineFlags) => {
      const {verifyCommand} = await import('./verify-command.ts');
      await verifyCommand(flags);
    });
  onPipeline(program.command('import'))
    .description('take an exported artifact into the store')
    .argument('<file>', 'the tar file')
    .action(async (file: string, flags: PipelineFlags) => {
      const {importCommand} = await import('./transfer-commands.ts');
      await importCommand(file, flags);
    });
}
