// Runs a stage of the cells pipeline by the command, and names the folder that it left.
import {execFile} from 'node:child_process';
import {join, resolve} from 'node:path';
import {promisify} from 'node:util';

const ROOT = resolve(import.meta.dirname, '../..');

/** `settings`: `node.param=value`. */
export async function runStage(
  stage: string,
  settings: readonly string[],
  artifacts: string,
): Promise<string> {
  const set = settings.flatMap(setting => ['--set', setting]);
  const command = ['run', stage, '--pipeline', 'pipelines/cells.yaml', '--artifacts', artifacts];
  const program = [join(ROOT, 'bin/geneglot.mjs'), ...command, ...set];
  await promisify(execFile)(process.execPath, program, {cwd: ROOT, maxBuffer: 2 ** 28});
  return join(artifacts, stage, 'latest');
}
