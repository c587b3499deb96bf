// One run of the corpus stages through the runner, from nothing: whole wall time, and what the manifests say.
import {execFile} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {rm} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {promisify} from 'node:util';

const ROOT = resolve(import.meta.dirname, '../..');
/** In the order in which they run. */
export const STAGES = [
  'import-gene-sets',
  'harmonize-symbols',
  'filter-rare-genes',
  'split',
  'tokenize',
] as const;
export type StageName = (typeof STAGES)[number];

/** The data of the benchmark. */
export interface Corpus {
  /** GMT files. */
  files: string[];
  /** HGNC's complete set. */
  symbolTable: string;
}

export interface StageFigures {
  seconds: number;
  peakMemoryBytes: number;
  counts: Record<string, number>;
}

export interface OurRun {
  /** Of the whole command, its start and its own work included. */
  wallSeconds: number;
  stages: Record<StageName, StageFigures>;
}

/** Runs all stages up to `tokenize` into an empty store at `artifacts`. */
export async function runOurs(
  {files, symbolTable}: Corpus,
  artifacts: string,
  settings: string[] = [],
): Promise<OurRun> {
  await rm(artifacts, {recursive: true, force: true});
  const set = [
    `import-gene-sets.gmt=${JSON.stringify(files)}`,
    `harmonize-symbols.symbolTable=${JSON.stringify(symbolTable)}`,
    ...settings,
  ].flatMap(setting => ['--set', setting]);
  const pipeline = ['--pipeline', join(ROOT, 'pipelines/full.yaml'), '--artifacts', artifacts];
  const command = [join(ROOT, 'bin/geneglot.mjs'), 'run', 'tokenize', ...pipeline, ...set];
  const started = performance.now();
  await promisify(execFile)(process.execPath, command, {maxBuffer: 2 ** 26});
  const wallSeconds = (performance.now() - started) / 1000;
  const stages = STAGES.map(name => [name, readFigures(join(artifacts, name, 'latest'))]);
  return {wallSeconds, stages: Object.fromEntries(stages)};
}

function readFigures(folder: string): StageFigures {
  const read = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const {seconds, peakMemoryBytes} = read('manifest.json');
  return {seconds, peakMemoryBytes, counts: read('summary.json').counts};
}

/** Seconds of what the peer does too: all of the command but the split. */
export function secondsWithoutSplit({wallSeconds, stages}: OurRun): number {
  return wallSeconds - stages.split.seconds;
}

/** Most memory that a stage's process took. Bytes. */
export function peakMemory({stages}: OurRun): number {
  return Math.max(...STAGES.map(name => stages[name].peakMemoryBytes));
}
