// One whole process that imports cells, from its start to its end: geneglot's, of this or another checkout, or scanpy's.
import {execFile} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {readdir, rm, stat, utimes} from 'node:fs/promises';
import {join} from 'node:path';
import {promisify} from 'node:util';

export interface Timed {
  /** Of the whole command. */
  wallSeconds: number;
  /** Of the command and all that it started, on all cores. */
  processorSeconds: number;
  /** Of the process that imports. */
  peakMemoryBytes: number;
  /** What the stage itself took, of `wallSeconds`; scanpy has no such part. */
  stageSeconds?: number;
}

const SCANPY = join(import.meta.dirname, 'peers/scanpy_import.py');
/** Runs a command; the shell then says how much of the processors its children took. */
const SHELL = '"$0" "$@" || exit 1; times';

/**
 * Imports `source` by the pipeline of the checkout at `root` into the store at `artifacts`, as if it were new: its hash
 * is not remembered, nor is its artifact taken.
 */
export async function timeImport(root: string, source: string, artifacts: string): Promise<Timed> {
  await touch(source);
  const again = ['--force', 'import-cells'];
  const timed = await runStage(root, 'import-cells', source, artifacts, again);
  const {seconds, peakMemoryBytes} = figuresOf('import-cells', artifacts);
  const {wallSeconds, processorSeconds} = timed;
  return {wallSeconds, processorSeconds, peakMemoryBytes, stageSeconds: seconds};
}

async function touch(source: string): Promise<void> {
  const isFolder = (await stat(source)).isDirectory();
  const files = isFolder ? (await readdir(source)).map(name => join(source, name)) : [source];
  for (const file of files) await utimes(file, new Date(), new Date());
}

/** Runs the pipeline up to `stage`, which takes what there is already from the store. */
export async function runStage(
  root: string,
  stage: string,
  source: string,
  artifacts: string,
  more: readonly string[] = [],
) {
  const settings = [`import-cells.source=${source}`, 'import-cells.labelColumn=null'];
  const flags = ['--pipeline', join(root, 'pipelines/cells.yaml'), '--artifacts', artifacts];
  const set = settings.flatMap(setting => ['--set', setting]);
  const program = join(root, 'bin/geneglot.mjs');
  return timeCommand(process.execPath, [program, 'run', stage, ...flags, ...set, ...more]);
}

/** What the manifest of the stage's latest artifact says. */
export function figuresOf(stage: string, artifacts: string) {
  const path = join(artifacts, stage, 'latest/manifest.json');
  return JSON.parse(readFileSync(path, 'utf8')) as {seconds: number; peakMemoryBytes: number};
}

/** Imports `source` with scanpy into the file `target`; `python` is an interpreter that has it. */
export async function timeScanpy(python: string, source: string, target: string): Promise<Timed> {
  const {output, ...timed} = await timeCommand(python, [SCANPY, source, target]);
  const found = output.split('\n').find(line => line.startsWith('{'));
  const {peakMemoryBytes} = JSON.parse(found!) as {peakMemoryBytes: number};
  await rm(target);
  return {...timed, peakMemoryBytes};
}

async function timeCommand(command: string, given: readonly string[]) {
  const started = performance.now();
  const shell = ['-c', SHELL, command, ...given];
  const {stdout: output} = await promisify(execFile)('sh', shell, {maxBuffer: 2 ** 26});
  const wallSeconds = (performance.now() - started) / 1000;
  const times = output.trimEnd().split('\n').at(-1)!.split(' ').map(secondsOf);
  return {output, wallSeconds, processorSeconds: times[0] + times[1]};
}

/** Seconds of `1m2.345s`. */
function secondsOf(text: string): number {
  const [minutes, seconds] = text.split('m');
  return 60 * Number(minutes) + Number.parseFloat(seconds);
}
