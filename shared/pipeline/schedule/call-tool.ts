// Calls the command of a scheduler, and says what to do when it is not there or refuses.
import {spawn} from 'node:child_process';
import {UserError} from '../problem.ts';

/** Runs `command` with `input` on its stdin; `mustWork` turns a refusal into an error. */
export async function callTool(
  command: string,
  args: readonly string[],
  input = '',
  mustWork = false,
): Promise<{ok: boolean; stdout: string; stderr: string}> {
  const child = spawn(command, args, {signal: AbortSignal.timeout(60_000)});
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.on('error', () => undefined).end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', () =>
      reject(
        new UserError(
          `geneglot schedule: found no ${command} on PATH, expected it to take the schedule\n    Choose another with --via cron, systemd or slurm, or write it yourself from --print.`,
        ),
      ),
    );
    child.on('close', resolve);
  });
  if (mustWork && code !== 0) {
    throw new UserError(`geneglot schedule: ${command} ${args.join(' ')} failed: ${stderr.trim()}`);
  }
  return {ok: code === 0, stdout, stderr};
}
