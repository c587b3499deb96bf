// What a stage is: its ports, its definition and what it gets when it runs. Types alone, so that all of the runner
// may know them.
import type {z} from 'zod';
import type {Format} from '../formats/format.ts';

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

// biome-ignore lint/suspicious/noExplicitAny: what a format is written from is no matter to who reads it
type Written<T> = Format<T, any>;

// biome-ignore lint/suspicious/noExplicitAny: what is read of a format is no matter to who writes it
type Writable<Given> = Format<any, Given>;

/** An input port fed by any number of artifacts of one format. */
export interface ManyPort<T> {
  readonly kind: 'many';
  /** Whether it may be left out of the pipeline file; the stage then sees no artifact. */
  readonly optional?: boolean;
  readonly format: Written<T>;
}

// biome-ignore lint/suspicious/noExplicitAny: ports of all value types share one record
export type InputPort = Format<any, any> | ManyPort<any> | SourcePort;

// biome-ignore lint/suspicious/noExplicitAny: outputs of all value types share one record
export type OutputPorts = Record<string, Format<any, any>>;

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
          : I[K] extends Written<infer T>
            ? ReadableArtifact<T>
            : never;
};

export type OutputsOf<O extends OutputPorts> = {
  [K in keyof O]: O[K] extends Writable<infer T> ? WritableArtifact<T> : never;
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
  /** Which part of the stage this is, for the times in its manifest, e.g. 'validation'; the unit where absent. */
  part?: string;
}

/** What a stage gets to know, from the manifest of an upstream artifact, of where its inputs come from. */
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
  /** Names what the stage does from now on, where no amount of it is known: `inverts the matrix`. Shown with the time since. */
  step(what: string): void;
  /** Records a timing or speed in the manifest, NaN and infinities as text; it never enters an artifact or a key. */
  metric(name: string, value: number | string): void;
  /** A folder that survives a kill and belongs to this key: checkpoints live here. */
  readonly stateFolder: string;
  /** An empty folder for what is of no use once the stage has ended, however it ends. */
  readonly scratchFolder: string;
  /** Manifests of all upstream stages, in topological order; empty when a stage runs alone. */
  readonly lineage: readonly LineageEntry[];
  /**
   * Aborted on Ctrl+C or a kill: save to `stateFolder`, then throw (`signal.throwIfAborted()`). Look at it first when there
   * is something to save: before, a stop ends the process at once, whatever it does.
   */
  readonly signal: AbortSignal;
}

export interface StageDefinition<
  I extends Record<string, InputPort>,
  O extends OutputPorts,
  S extends AnyParams,
> {
  /** One sentence for --help and the graph. */
  summary: string;
  inputs: I;
  outputs: O;
  /** A z.strictObject whose every field has .describe(); `.meta({group})` puts one under a heading of --help. */
  params: S;
  /** Files outside the import graph that decide the result, relative to the project or, after `geneglot:`, to the package: paths or globs. */
  assets?: readonly string[];
  run(context: StageContext<I, O, z.output<S>>): Promise<void>;
}

/** A definition with its identity: `name` is the file's name, `file` its absolute path. */
export interface Stage<
  I extends Record<string, InputPort>,
  O extends OutputPorts,
  S extends AnyParams,
> extends StageDefinition<I, O, S> {
  readonly kind: 'stage';
  readonly name: string;
  readonly file: string;
}

/** Parameters by name, whatever they are. */
export type AnyParams = z.ZodType<Record<string, unknown>>;

/** A stage of whatever ports and parameters, as the runner handles it. */
export interface AnyStage
  extends Omit<Stage<Record<string, InputPort>, OutputPorts, AnyParams>, 'run'> {
  // biome-ignore lint/suspicious/noExplicitAny: a stage alone knows the types of its context
  run(context: StageContext<any, any, any>): Promise<void>;
}

/** Checks values of parameters: a zod schema does, and so does what is remembered of one. */
export interface ParamsCheck {
  safeParse(given: unknown): z.ZodSafeParseResult<Record<string, unknown>>;
}

/** What a stage declares, enough to bind it into a pipeline; only its process runs it. */
export interface DeclaredStage
  extends Pick<AnyStage, 'kind' | 'name' | 'file' | 'summary' | 'inputs' | 'outputs' | 'assets'> {
  params: ParamsCheck;
}

/** Paths by port; a port that takes one path has a list of one. */
export type PortPaths = Record<string, string[]>;
