// A checked pipeline: its stages, bound to their inputs and parameters, in topological order.
import type {DeclaredStage} from '../stage-contract.ts';
import type {Resources} from './resources.ts';

/** An output of a stage of the pipeline. */
export interface Edge {
  stage: string;
  port: string;
}

/** A file of a source port; one with a `url` may still have to be downloaded to `path`. */
export interface SourceFile {
  /** Absolute path. */
  path: string;
  /** Base name, part of the key: a library's name comes from it. */
  name: string;
  download?: {url: string; sha256: string};
}

/** What one input port takes. */
export type NodeInput =
  | {kind: 'edges'; many: boolean; edges: Edge[]}
  | {kind: 'source'; many: boolean; files: SourceFile[]};

/** Parameters of one stage. */
export interface ResolvedParams {
  /** As given, defaults left out: what the stage's process parses again. */
  given: Record<string, unknown>;
  /** With defaults, as the stage sees them. */
  resolved: Record<string, unknown>;
}

/** How a stage is run. */
export interface StageSettings {
  resources: Resources;
  /** Threads the stage uses (GENEGLOT_THREADS): its cpus where they were declared. */
  threads?: number;
  /** How often a failed attempt is repeated. */
  retries: number;
  /** Factor on memory and time from attempt to attempt; without it attempt k gets k times as much. */
  scale?: number;
  /** Seconds that an attempt may take before it is made to save and stopped. */
  timeout?: number;
  /** Declared environment variables, part of the key. */
  env: Record<string, string>;
}

/** A cache folder shared with others, and the file with the key by which it signs; absolute paths. */
export interface DeclaredCache {
  folder: string;
  keyFile?: string;
}

/** Where stages run, as a file declares it: a name, or `{type: name, …}` with options. */
export type DeclaredExecutor = string | Record<string, unknown>;

/** One stage of a pipeline, bound to its inputs; with how it is to be run. */
export interface PipelineNode extends StageSettings {
  name: string;
  /** Declared name of the stages that one `foreach` gave; the node's own name ends in its item. */
  group?: string;
  /** Its file relative to the project, without ending, e.g. `stages/train-gpt`. */
  uses: string;
  stage: DeclaredStage;
  inputs: Record<string, NodeInput>;
  params: ResolvedParams;
  /** Names of the stages its edges come from, each once. */
  dependencies: string[];
}

/** A checked pipeline; `nodes` are in topological order, ties as declared. */
export interface Pipeline {
  file: string;
  name: string;
  /** Folder that holds `stages/`; code paths in keys are relative to it. */
  project: string;
  /** Root of the artifacts. */
  artifacts: string;
  /** The cache shared with others. */
  cache?: DeclaredCache;
  /** Where stages run, as declared; undefined means on this machine. */
  executor: DeclaredExecutor | undefined;
  nodes: PipelineNode[];
}
