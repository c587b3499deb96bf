// Runs a stage's function in the test's process, with artifacts in a temporary folder.
import {mkdir, mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll} from '@jest/globals';
import type {Format} from '../../shared/formats/format.ts';
import type {AnyStage, LineageEntry, Progress} from '../../shared/pipeline/stage-contract.ts';
import {completeOutputs} from '../../shared/pipeline/stage-process/stage-context.ts';

export interface StageRun {
  folder: string;
  /** Reads what the stage wrote to an output port. */
  // biome-ignore lint/suspicious/noExplicitAny: tests know the type of the port they read
  read(port: string): Promise<any>;
  pathOf(port: string): string;
  infos: string[];
  warnings: string[];
  metrics: Record<string, number | string>;
}

export interface StageRunOptions {
  params?: Record<string, unknown>;
  /** Values by input port: for a format's port the value itself, for a source port its path or paths. */
  inputs: Record<string, unknown>;
  /** Reuse a folder (with its state) of an earlier run. */
  folder?: string;
  lineage?: LineageEntry[];
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

// Artifacts are read until a test file's last expectation.
const folders = new Set<string>();
afterAll(async () => {
  for (const folder of folders) await rm(folder, {recursive: true, force: true});
});

const isFormat = (port: unknown): port is Format<unknown> =>
  typeof port === 'object' && port !== null && 'read' in port;

/** Runs `stage` to its end on the given inputs. */
export async function runStage(stage: AnyStage, options: StageRunOptions): Promise<StageRun> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), `geneglot-${stage.name}-`)));
  folders.add(folder);
  const stateFolder = join(folder, 'state');
  const scratchFolder = join(folder, 'scratch');
  for (const own of [stateFolder, scratchFolder]) await mkdir(own, {recursive: true});
  const run: StageRun = {
    folder,
    infos: [],
    warnings: [],
    metrics: {},
    pathOf: port => join(folder, port + stage.outputs[port].extension),
    read: port => stage.outputs[port].read(run.pathOf(port)),
  };
  await stage.run({
    inputs: await writeInputs(stage, options.inputs, folder),
    outputs: Object.fromEntries(
      Object.entries<Format<unknown>>(stage.outputs).map(([port, format]) => {
        const path = run.pathOf(port);
        return [port, {path, write: (value: unknown) => format.write(path, value, stage.name)}];
      }),
    ),
    params: stage.params.parse(options.params ?? {}),
    log: {info: m => void run.infos.push(m), warn: m => void run.warnings.push(m)},
    progress: options.onProgress ?? (() => {}),
    step: () => {},
    metric: (name, value) => {
      run.metrics[name] = value;
    },
    stateFolder,
    scratchFolder,
    lineage: options.lineage ?? [],
    signal: options.signal ?? new AbortController().signal,
  });
  const paths = Object.keys(stage.outputs).map(port => [port, run.pathOf(port)]);
  await completeOutputs(stage, Object.fromEntries(paths));
  return run;
}

async function writeInputs(
  stage: AnyStage,
  values: Record<string, unknown>,
  folder: string,
  // biome-ignore lint/suspicious/noExplicitAny: the ports of any stage
): Promise<Record<string, any>> {
  // biome-ignore lint/suspicious/noExplicitAny: as above
  const inputs: Record<string, any> = {};
  for (const [port, declared] of Object.entries<unknown>(stage.inputs)) {
    const value = values[port];
    if (isFormat(declared))
      inputs[port] = await writeInput(declared, value, join(folder, `in-${port}`));
    else inputs[port] = await writeManyOrSource(declared, value, join(folder, `in-${port}`));
  }
  return inputs;
}

async function writeManyOrSource(
  declared: unknown,
  value: unknown,
  base: string,
): Promise<unknown> {
  const port = declared as {kind: string; many?: boolean; format?: Format<unknown>};
  if (port.kind === 'source') return port.many ? {paths: value} : {path: value};
  const values = (value ?? []) as unknown[];
  return Promise.all(values.map((item, i) => writeInput(port.format!, item, `${base}-${i}`)));
}

async function writeInput(format: Format<unknown>, value: unknown, base: string): Promise<unknown> {
  const path = base + format.extension;
  await format.write(path, value);
  return {path, read: () => format.read(path)};
}
