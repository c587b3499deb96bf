// The entry of the geneglot command: the runner's own command line, the one that writes a study, and those that
// ask trained models.
import {type Launcher, runCommandLine} from '../pipeline/commands/cli.ts';
import {addInitCommand} from '../study/init-command.ts';
import {addAskCommands} from './cli-ask.ts';

/** Runs the command line of `argv` (as in process.argv); sets the exit code, 2 for a wrong command line. */
export async function main(argv: readonly string[], launcher: Launcher): Promise<void> {
  await runCommandLine(argv, launcher, program => {
    addInitCommand(program);
    addAskCommands(program);
  });
}
