// The command line as a user runs it, from the project's folder.
import {execFile} from 'node:child_process';
import {join, resolve} from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

interface Ended {
  code: number;
  output: string;
  errors: string;
}

/** Runs `geneglot` with these arguments. */
export function runGeneglot(...args: string[]): Promise<Ended> {
  return runGeneglotOn('', ...args);
}

/** The same with something on its standard input. */
export function runGeneglotOn(input: string | Uint8Array, ...args: string[]): Promise<Ended> {
  const command = [join(ROOT, 'bin/geneglot.mjs'), ...args];
  return new Promise(done => {
    const child = execFile(process.execPath, command, {cwd: ROOT}, (error, output, errors) => {
      done({code: error ? Number(error.code ?? 1) : 0, output, errors});
    });
    // A command that reads nothing may have ended before.
    child.stdin?.on('error', () => undefined).end(input);
  });
}
