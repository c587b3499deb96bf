// The command line: its commands and options; the work of a command is loaded when it is called.
import {Command, Option} from 'commander';
import {type StageCompiler, useStageCompiler} from '../declare/compiled-stage.ts';
import {beforeStages} from '../declare/load-stage.ts';
import {describeError, isForeseen, stackOf} from '../describe-error.ts';
import {guardOutputs, printError, printErrorText, printText} from '../show/print.ts';
import {addOutsideCommands, withExecutorFlags} from './cli-schedule.ts';
import {addStoreCommands} from './cli-store.ts';
import {
  collect,
  onPipeline,
  type PipelineFlags,
  parseCount,
  type RunFlags,
  refuseEmptyTexts,
} from './pipeline-flags.ts';

/** What the command's launcher does for the runner. */
export interface Launcher {
  /** Called before the first stage file is loaded. */
  enableTypeScript(): Promise<void>;
  compileStage: StageCompiler;
}

/**
 * Runs the command line of `argv` (as in process.argv); sets the exit code, 2 for a wrong command line. `addCommands`
 * adds what the runner itself does not know.
 */
export async function runCommandLine(
  argv: readonly string[],
  launcher: Launcher,
  addCommands: (program: Command) => void,
): Promise<void> {
  beforeStages(launcher.enableTypeScript);
  useStageCompiler(launcher.compileStage);
  guardOutputs();
  process.on('uncaughtException', endWith);
  process.on('unhandledRejection', endWith);
  try {
    await createProgram(addCommands).parseAsync([...argv]);
  } catch (error) {
    reportError(error);
    process.exitCode = 1;
  }
}

// What nobody foresaw is said in a line too; where it happened is shown to those who mean to mend it.
function reportError(error: unknown): void {
  printError(describeError(error));
  if (isForeseen(error)) return;
  const stack = process.env.GENEGLOT_DEBUG ? stackOf(error) : undefined;
  printError(
    stack ?? '    Please report this as a fault of geneglot; GENEGLOT_DEBUG=1 shows where it is.',
  );
}

function endWith(error: unknown): never {
  reportError(error);
  process.exit(1);
}

/** The commands of geneglot. */
function createProgram(addCommands: (program: Command) => void): Command {
  const program = new Command('geneglot')
    .description(
      'Completes and explains lists of human genes, and trains the models that do: a cached graph of stages.',
    )
    .configureOutput({writeOut: printText, writeErr: printErrorText})
    .showSuggestionAfterError()
    .showHelpAfterError('(see geneglot --help)')
    .hook('preAction', (_, command) => refuseEmptyTexts(command))
    .exitOverride(error => {
      process.exit(error.exitCode === 0 ? 0 : 2);
    });
  addRunCommands(program);
  addCommands(program);
  addLookCommands(program);
  addStoreCommands(program);
  addOutsideCommands(program);
  addSchemaCommand(program);
  return program;
}

function addRunCommands(program: Command): void {
  const run = onPipeline(program.command('run'))
    .description('bring stages and what they need up to date (all stages by default)')
    .argument('[stage...]', 'stages to bring up to date')
    .option('--only <stage>', 'run this stage alone; its upstream must be up to date', collect, [])
    .option(
      '--from <stage>',
      'this stage, all that depends on it, and what those need',
      collect,
      [],
    );
  withRunFlags(run).action(async (stages: string[], flags: RunFlags) => {
    const {runCommand} = await import('./run-command.ts');
    await runCommand(stages, flags);
  });
  const stage = onPipeline(program.command('stage'))
    .description('run one stage alone: run --only NAME')
    .argument('<name>', 'the stage');
  withRunFlags(stage).action(async (name: string, flags: RunFlags) => {
    const {runCommand} = await import('./run-command.ts');
    await runCommand([], {...flags, only: [name], from: []});
  });
}

function withRunFlags(command: Command): Command {
  return withExecutorFlags(command)
    .option('--force [stage...]', 'run these stages again, or all selected ones')
    .option(
      '--jobs <n>',
      'stages that may run at the same time (as many as fit this machine; 100 with slurm)',
      parseCount('--jobs', 1),
    )
    .option(
      '--gpus <n>',
      'GPUs that stages may share (those seen by default)',
      parseCount('--gpus', 0),
    )
    .addOption(
      new Option('--log <format>', 'text, or json: one event a line, nothing else on stdout')
        .choices(['text', 'json'])
        .default('text'),
    )
    .option('--verbose', 'show stack traces of errors', false);
}

function addLookCommands(program: Command): void {
  onPipeline(program.command('status'))
    .description('show for every stage whether it is up to date, and why not')
    .action(async (flags: PipelineFlags) => {
      const {statusCommand} = await import('./plan-command.ts');
      await statusCommand(flags);
    });
  onPipeline(program.command('plan'))
    .description('show what would run')
    .argument('[stage...]', 'stages to bring up to date')
    .option('--explain', 'name every change that makes a stage run', false)
    .action(async (stages: string[], flags: PipelineFlags & {explain: boolean}) => {
      const {planCommand} = await import('./plan-command.ts');
      await planCommand(stages, flags);
    });
  onPipeline(program.command('graph'))
    .description('print the graph of stages')
    .option('--format <format>', 'mermaid or svg', 'mermaid')
    .action(async (flags: PipelineFlags & {format: string}) => {
      const {graphCommand} = await import('./graph-commands.ts');
      await graphCommand(flags);
    });
  onPipeline(program.command('stages'))
    .description('list the stages of stages/ with what they do')
    .action(async (flags: PipelineFlags) => {
      const {stagesCommand} = await import('./graph-commands.ts');
      await stagesCommand(flags);
    });
  onPipeline(program.command('clean'))
    .description('remove the artifacts of the named stages, or of all')
    .argument('[stage...]', 'stages to clean')
    .option('--yes', 'remove without asking', false)
    .action(async (stages: string[], flags: PipelineFlags & {yes: boolean}) => {
      const {cleanCommand} = await import('./clean-command.ts');
      await cleanCommand(stages, flags);
    });
}

function addSchemaCommand(program: Command): void {
  program
    .command('schema')
    .description('print the JSON Schema of pipeline files, for editors')
    .action(async () => {
      const {schemaCommand} = await import('./schema-command.ts');
      schemaCommand();
    });
}
