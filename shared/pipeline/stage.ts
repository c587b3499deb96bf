// The stage contract: TypeScript owns ports, formats and types; pipeline.yaml owns edges and values.
import {realpathSync} from 'node:fs';
import {basename} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {z} from 'zod';
import type {Format} from '../formats/format.ts';
import {paramNames} from './param-names.ts';

/** An input port fed by files the user names in pipeline.yaml: a path, a glob, a folder, a URL, or a list of them. */
export interface SourcePort {
  readonly kind: 'source';
  /** Whether one file is expected or any number. */
  readonly many: boolean;
  /** Whether it may be left out of the pipeline file; the stage then sees no path. */
  readonly optional?: boolean;
  readonly description: string;
  /** File endings taken from a folder, e.g. ['.gmt', '.gmt.gz']; a file named outright may end as it likes. */
  readonly extensions: readonly string[];
}

/** An input port fed by any number of artifacts of one format. */
export interface ManyPort<T> {
  readonly kind: 'many';
  readonly format: Format<T>;
}

// biome-ignore lint/suspicious/noExplicitAny: ports of all value types share one record
export type InputPort = Format<any> | ManyPort<any> | SourcePort;
// biome-ignore lint/suspicious/noExplicitAny: as above
export type OutputPorts = Record<string, Format<any>>;

/** Declares a source port that takes exactly one file. */
export function sourceFile(
  description: string,
  extensions: readonly string[],
): SourcePort & {many: false} {
  return {kind: 'source', many: false, description, extensions};
}

/** Declares a source port that takes one file or none. */
export function optionalSourceFile(
  description: string,
  extensions: readonly string[],
): SourcePort & {many: false; optional: true} {
  return {kind: 'source', many: false, optional: true, description, extensions};
}

/** Declares a source port that takes one or more files. */
export function sourceFiles(
  description: string,
  extensions: readonly string[],
): SourcePort & {many: true} {
  return {kind: 'source', many: true, description, extensions};
}

/** Declares a source port that takes any number of files, also none. */
export function optionalSourceFiles(
  description: string,
  extensions: readonly string[],
): SourcePort & {many: true; optional: true} {
  return {kind: 'source', many: true, optional: true, description, extensions};
}

/** Declares an input port that gathers a list of artifacts of one format. */
export function many<T>(format: Format<T>): ManyPort<T> {
  return {kind: 'many', format};
}

export interface ReadableArtifact<T> {
  readonly path: string;
  read(): Promise<T>;
}

export interface WritableArtifact<T> {
  readonly path: string;
  write(value: T): Promise<void>;
}

export type InputsOf<I extends Record<string, InputPort>> = {
  [K in keyof I]: I[K] extends SourcePort & {many: true}
    ? {readonly paths: readonly string[]}
    : I[K] extends SourcePort & {optional: true}
      ? {readonly path: string | undefined}
      : I[K] extends SourcePort
        ? {readonly path: string}
        : I[K] extends ManyPort<infer T>
          ? ReadableArtifact<T>[]
          : I[K] extends Format<infer T>
            ? ReadableArtifact<T>
            : never;
};

export type OutputsOf<O extends OutputPorts> = {
  [K in keyof O]: O[K] extends Format<infer T> ? WritableArtifact<T> : never;
};

export interface StageLog {
  info(message: string): void;
  warn(message: string): void;
}

/** Progress of the running stage; the terminal shows it as a bar with ETA. */
export interface Progress {
  done: number;
  total: number;
  /** What is counted, e.g. 'sets', 'steps'. */
  unit: string;
  /** Short extra text, e.g. 'loss 6.21 · 8.4k tokens/s'. */
  note?: string;
}

/** What the manifest of an upstream artifact tells a stage about where its inputs come from. */
export interface LineageEntry {
  stage: string;
  uses: string;
  key: string;
  params: Record<string, unknown>;
  /** Summaries of the outputs by port. */
  outputs: Record<string, {format: string; sha256: string; counts: Record<string, number>}>;
  /** Timings and speeds recorded by the stage (never part of a key). */
  metrics: Record<string, number | string>;
  host: {name: string; platform: string; node: string; cpu: string; cores: number};
  startedAt: string;
  seconds: number;
  peakMemoryBytes: number;
  sources: {path: string; sha256: string; bytes: number}[];
}

export interface StageContext<I extends Record<string, InputPort>, O extends OutputPorts, P> {
  readonly inputs: InputsOf<I>;
  readonly outputs: OutputsOf<O>;
  readonly params: P;
  readonly log: StageLog;
  progress(progress: Progress): void;
  /** Records a timing or speed in the manifest; it never enters an artifact or a key. */
  metric(name: string, value: number | string): void;
  /** A folder that survives a kill and belongs to this key: checkpoints live here. */
  readonly stateFolder: string;
  /** Manifests of all upstream stages, in topological order; empty when a stage runs alone. */
  readonly lineage: readonly LineageEntry[];
  /** Aborted on Ctrl+C or a kill: save to `stateFolder`, then throw (`signal.throwIfAborted()`). */
  readonly signal: AbortSignal;
}

export interface StageDefinition<
  I extends Record<string, InputPort>,
  O extends OutputPorts,
  S extends z.ZodType,
> {
  /** One sentence for --help and the graph. */
  summary: string;
  inputs: I;
  outputs: O;
  /** A z.strictObject whose every field has .describe(). */
  params: S;
  /** Files outside the import graph that decide the result, relative to the stage file: paths or globs. */
  assets?: readonly string[];
  run(context: StageContext<I, O, z.output<S>>): Promise<void>;
}

/** A definition with its identity: `name` is the file's name, `file` its absolute path. */
export interface Stage<
  I extends Record<string, InputPort>,
  O extends OutputPorts,
  S extends z.ZodType,
> extends StageDefinition<I, O, S> {
  readonly kind: 'stage';
  readonly name: string;
  readonly file: string;
}

// biome-ignore lint/suspicious/noExplicitAny: the runner handles stages of all ports and parameters
export type AnyStage = Stage<any, any, any>;

/**
 * Declares the stage of the file with this `import.meta.url`. Returns the definition with its name; when the
 * file is the process's main module, its own command line runs (`npx tsx stages/tokenize.ts --help`).
 */
export function stage<
  I extends Record<string, InputPort>,
  O extends OutputPorts,
  S extends z.ZodType,
>(url: string, definition: StageDefinition<I, O, S>): Stage<I, O, S> {
  const file = fileURLToPath(url);
  const name = basename(file).replace(/\.[cm]?[jt]s$/, '');
  refuseAmbiguousNames(name, definition);
  const declared = {...definition, kind: 'stage' as const, name, file};
  if (isMainModule(file)) runOwnCommandLine(declared);
  return declared;
}

// `--set stage.name=value` and the files of an artifact's folder both need names that mean one thing.
function refuseAmbiguousNames(
  name: string,
  definition: {inputs: object; outputs: object; params: z.ZodType},
): void {
  if (!('shape' in definition.params)) {
    throw new Error(`Stage ${name}: params must be a z.strictObject({…}).`);
  }
  const inputs = Object.keys(definition.inputs);
  const outputs = Object.keys(definition.outputs);
  const shared = paramNames(definition).find(param => inputs.includes(param));
  if (shared) {
    throw new Error(
      `Stage ${name}: "${shared}" is both an input and a parameter; rename one of them.`,
    );
  }
  const invalid = [...inputs, ...outputs].find(port => !/^[a-z][A-Za-z0-9]*$/.test(port));
  if (invalid)
    throw new Error(`Stage ${name}: found port "${invalid}", expected a camelCase name.`);
  const reserved = outputs.find(port => port === 'manifest' || port === 'log');
  if (reserved) throw new Error(`Stage ${name}: an output may not be named "${reserved}".`);
}

function isMainModule(file: string): boolean {
  const main = process.argv[1];
  if (!main) return false;
  try {
    return realpathSync(main) === realpathSync(file);
  } catch {
    return false;
  }
}

// Loaded lazily, so that editing the runner changes the fingerprint of no stage.
function runOwnCommandLine(declared: AnyStage): void {
  void import('./stage-command.ts').then(command => command.runStageCommand(declared));
}
