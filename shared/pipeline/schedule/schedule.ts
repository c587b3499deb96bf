// What is to run and when, and the shell line that does it: the same for cron, systemd and Slurm.
import {createHash} from 'node:crypto';
import {dirname, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {UserError} from '../problem.ts';

export interface ScheduleFlags {
  pipeline: string;
  /** `HH:MM`, local time, every day. */
  at?: string;
  via: string;
  /** What happens to a run that starts while another of the same pipeline goes on. */
  overlap: string;
  /** Shell command for a run that failed; it finds the exit code in GENEGLOT_EXIT_CODE. */
  onFailure?: string;
  remove: boolean;
  print: boolean;
}

export interface Schedule {
  /** Distinguishes the schedules of several pipelines. */
  name: string;
  hour: number;
  minute: number;
  /** One line for /bin/sh. */
  command: string;
  /** Where the runs' output goes. */
  log: string;
}

/** The schedule of the flags; `runArguments` are what follows `geneglot run`. */
export function describeSchedule(
  flags: ScheduleFlags & {at: string},
  artifacts: string,
  runArguments: readonly string[],
): Schedule {
  const {hour, minute} = parseTime(flags.at);
  const log = resolve(artifacts, '.schedule/log.txt');
  const name = scheduleName(flags.pipeline);
  return {name, hour, minute, command: commandLine(flags, log, runArguments), log};
}

/** `geneglot-<8 digits>` of the pipeline file's path. */
export function scheduleName(pipeline: string): string {
  return `geneglot-${createHash('sha256').update(resolve(pipeline)).digest('hex').slice(0, 8)}`;
}

function parseTime(text: string): {hour: number; minute: number} {
  const [, hour, minute] = /^(\d{1,2}):(\d{2})$/.exec(text)?.map(Number) ?? [];
  if (hour < 24 && minute < 60) return {hour, minute};
  throw new UserError(
    `--at: found ${text}, expected a time of day from 00:00 to 23:59, such as 02:00`,
  );
}

// flock frees the lock whatever ends the run. Its own "busy" is distinguished from the run's exit codes by 75.
function commandLine(
  {overlap, onFailure}: ScheduleFlags,
  log: string,
  runArguments: readonly string[],
): string {
  const command = fileURLToPath(new URL('../../../bin/geneglot.mjs', import.meta.url));
  const run = [process.execPath, command, 'run', ...runArguments].map(quote).join(' ');
  const wait = overlap === 'wait' ? '' : '--nonblock ';
  const lock = quote(`${dirname(log)}/lock`);
  const busy = 'echo "geneglot: the run before still goes on; this one gives way"; exit 0';
  const failed = [
    'echo "geneglot: the scheduled run failed with exit code $code"',
    ...(onFailure ? [`GENEGLOT_EXIT_CODE=$code sh -c ${quote(onFailure)}`] : []),
  ].join('; ');
  return [
    `mkdir -p ${quote(dirname(log))} && cd ${quote(process.cwd())} || exit 1`,
    `{ flock ${wait}--conflict-exit-code 75 ${lock} ${run}; code=$?`,
    `if [ $code -eq 75 ]; then ${busy}; fi`,
    `if [ $code -ne 0 ]; then ${failed}; fi; } >>${quote(log)} 2>&1`,
    'exit $code',
  ].join('; ');
}

/** One word of a shell's command line, bare where it needs no quotes. */
export function quote(word: string): string {
  return /^[\w@+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
