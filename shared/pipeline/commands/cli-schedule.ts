// The part of the command line that hands the pipeline to something outside: a scheduler, another engine.
import type {Command} from 'commander';
import {UserError} from '../problem.ts';
import type {ArgoFlags, ScheduleCommandFlags} from './pipeline-flags.ts';
import {collect, onPipeline} from './pipeline-flags.ts';

/** Adds the commands that leave this machine or this moment. */
export function addOutsideCommands(program: Command): void {
  const schedule = onPipeline(program.command('schedule'))
    .description('run the pipeline every day: write, show or remove the schedule')
    .option('--at <time>', 'time of day, such as 02:00')
    .option('--via <name>', 'who starts it: cron, systemd or slurm', 'cron')
    .option('--overlap <what>', 'while a run goes on, the next does: skip or wait', 'skip')
    .option('--on-failure <command>', 'shell command for a failed run (GENEGLOT_EXIT_CODE)')
    .option('--remove', 'remove the schedule', false)
    .option('--print', 'show what would be written', false);
  withExecutorFlags(schedule).action(async (flags: ScheduleCommandFlags) => {
    const {scheduleCommand} = await import('./schedule-command.ts');
    await scheduleCommand(flags);
  });
  onPipeline(program.command('export'))
    .description('write an artifact as a tar file, or print the pipeline as an Argo Workflow')
    .argument('<what>', 'a stage, for its last artifact; the beginning of a key; or argo')
    .argument('[file]', 'the tar file, for an artifact')
    .option('--image <name>', 'argo: container image that holds the project', 'geneglot:latest')
    .option('--claim <name>', 'argo: volume claim of the store', 'geneglot-artifacts')
    .action(exportSomething);
}

async function exportSomething(
  what: string,
  file: string | undefined,
  flags: ArgoFlags,
): Promise<void> {
  if (file !== undefined) {
    const {exportCommand} = await import('./transfer-commands.ts');
    return exportCommand(what, file, flags);
  }
  if (what === 'argo') {
    const {exportArgo} = await import('./export-argo.ts');
    return exportArgo(flags);
  }
  throw new UserError(
    `export: found no file, expected one to write the artifact of ${what} to\n    geneglot export ${what} FILE.tar, or geneglot export argo for a workflow.`,
  );
}

/** Adds the options that choose where stages run. */
export function withExecutorFlags(command: Command): Command {
  return command
    .option('--executor <name>', 'where stages run: local or slurm (else as the file says)')
    .option('--sbatch <option>', 'an option for every sbatch (repeatable)', collect, []);
}
