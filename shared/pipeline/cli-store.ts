// The part of the command line that explains, keeps and tidies artifacts; the work is loaded when asked for.
import type {Command} from 'commander';
import type {PipelineFlags} from './cli.ts';
import {onPipeline} from './pipeline-flags.ts';
import {UserError} from './problem.ts';

/** Adds the commands on past runs and on the store. */
export function addStoreCommands(program: Command): void {
  addExplainCommands(program);
  addHistoryCommands(program);
}

function addExplainCommands(program: Command): void {
  onPipeline(program.command('why'))
    .description('tell why a stage would run, what follows, and what it took before')
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
    .option('--last <n>', 'how many', parseCount, 20)
    .action(async (flags: PipelineFlags & {last: number}) => {
      const {historyCommand} = await import('./history-commands.ts');
      await historyCommand(flags);
    });
  onPipeline(program.command('log'))
    .description('print what a stage printed on its last try')
    .argument('<stage>', 'the stage')
    .action(async (stage: string, flags: PipelineFlags) => {
      const {logCommand} = await import('./history-commands.ts');
      await logCommand(stage, flags);
    });
  onPipeline(program.command('diff'))
    .description('tell what differs between two runs or two artifacts')
    .argument('<a>', 'id of a run, last, or key of an artifact')
    .argument('<b>', 'the other')
    .action(async (a: string, b: string, flags: PipelineFlags) => {
      const {diffCommand} = await import('./diff-command.ts');
      await diffCommand(a, b, flags);
    });
}

function parseCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 0) return count;
  throw new UserError(`found ${text}, expected a whole number ≥ 0`);
}
