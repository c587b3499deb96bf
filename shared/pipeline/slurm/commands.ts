// Slurm's own commands, called by name; a controller that does not answer is distinguished from one that refuses.
import {spawn, spawnSync} from 'node:child_process';
import {UserError} from '../problem.ts';

/** An answer takes milliseconds; a busy controller makes the commands wait and retry by themselves. */
const PATIENCE_MS = 60_000;
/** What the commands print when no controller answers (slurm_strerror of connection and time-out errors). */
const UNREACHABLE =
  /unable to contact|connection (refused|timed out)|socket timed out|communication|zero bytes|not respond|backup mode|temporarily/i;

export interface Answer {
  /** Whether the controller answered at all. */
  reached: boolean;
  /** Whether it did what the command requested. */
  ok: boolean;
  stdout: string;
  stderr: string;
}

/** Calls one of Slurm's commands with `input` on its stdin. */
export async function callSlurm(
  command: 'sbatch' | 'squeue' | 'scancel',
  args: readonly string[],
  input = '',
): Promise<Answer> {
  // Not spawn's own time limit, whose timer would keep the process alive after a command that is not there.
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const child = spawn(command, args, {signal, env: ownEnvironment()});
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  // A command that ends before it read its input is recognized by its exit code.
  child.stdin.on('error', () => undefined).end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', error => {
      if (signal.aborted) resolve(null);
      else reject(missingCommand(command, error));
    });
    child.on('close', resolve);
  });
  const reached = code === 0 || (code !== null && !UNREACHABLE.test(stderr));
  return {reached, ok: code === 0, stdout, stderr: stderr.trim()};
}

/** Cancels jobs before the process ends, when nothing asynchronous may run any more. */
export function cancelNow(ids: readonly string[]): void {
  if (ids.length > 0) spawnSync('scancel', [...ids], {timeout: 5000, stdio: 'ignore'});
}

/** Refuses to go on where Slurm is not installed. */
export async function requireSlurm(): Promise<void> {
  await callSlurm('sbatch', ['--version']);
}

// A runner inside a job must not hand that job's variables on to the jobs it submits; SLURM_CONF is no job's.
function ownEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !name.startsWith('SLURM_') || name === 'SLURM_CONF',
    ),
  );
}

function missingCommand(command: string, error: NodeJS.ErrnoException): Error {
  if (error.code !== 'ENOENT') return error;
  return new UserError(
    `--executor slurm: found no ${command} on PATH, expected Slurm's commands\n    Run it on a machine that submits to Slurm, or leave out --executor slurm to run the stages here.`,
  );
}
