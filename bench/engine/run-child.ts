// Runs a measuring process to its end and reads the JSON it printed.
import {execFile} from 'node:child_process';
import {join} from 'node:path';
import {promisify} from 'node:util';

/** What a program printed as JSON; throws with its messages when it fails. `env` adds to the environment. */
export async function runChild<Result>(
  program: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<Result> {
  const {stdout} = await promisify(execFile)(program, args, {
    env: {...process.env, ...env},
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(stdout) as Result;
}

/** Runs a TypeScript file of this folder. */
export function runScript<Result>(
  file: string,
  argument: unknown,
  nodeOptions: string[] = [],
): Promise<Result> {
  const path = join(import.meta.dirname, file);
  return runChild(process.execPath, [
    ...nodeOptions,
    '--import',
    'tsx',
    path,
    JSON.stringify(argument),
  ]);
}
