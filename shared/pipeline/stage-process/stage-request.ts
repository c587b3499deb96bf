// What a stage's process is given to do, as JSON in a file.
import type {CompiledStage} from '../declare/compiled-stage.ts';
import type {LineageEntry, PortPaths} from '../stage-contract.ts';

/** What a stage's declaration decides of its key. */
export interface DeclaredValues {
  /** Parameters with defaults. */
  params: Record<string, unknown>;
  /** `name@version` by port, as in the key. */
  formats: Record<string, string>;
}

/** What the runner asks of a stage's process. */
export interface StageRequest {
  /** Name of the stage in the pipeline. */
  stage: string;
  stageFile: string;
  inputs: PortPaths;
  outputs: Record<string, string>;
  params: Record<string, unknown>;
  /** What the stage must come to in its own process, since its key says so. */
  expected: DeclaredValues;
  stateFolder: string;
  scratchFolder: string;
  lineage: readonly LineageEntry[];
  /** Environment variables declared in the pipeline, over those that the process was started with. */
  env: Record<string, string>;
  /** Files that plain Node runs in place of the sources. */
  compiled?: CompiledStage;
}
