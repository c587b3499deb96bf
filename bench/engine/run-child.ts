// Runs a measuring process to its end and reads the JSON it printed.
import {execFile} from 'node:child_process';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {compileStage} from '../../bin/load-runner.mjs';

/** What a program printed as JSON; throws with its messages when it fails. `env` adds to the environment. */
export async function runChild<Result>(
  program: string,
  args: string[],
  env: Record<string, string | undefined> = {},
): Promise<Result> {
  const {stdout} = await promisify(execFile)(program, args, {
    env: {...process.env, ...env},
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(stdout) as Result;
}

/** Runs a TypeScript file of this folder, compiled as stages are, so that its memory is that of a stage. */
export async function runScript<Result>(
  file: string,
  argument: unknown,
  nodeOptions: string[] = [],
): Promise<Result> {
  const compiled = await compileStage(join(import.meta.dirname, file));
  if (!compiled) throw new Error(`${file} does not compile; GENEGLOT_DEBUG=1 says why`);
  return runChild(process.execPath, [...nodeOptions, compiled.module, JSON.stringify(argument)]);
}
