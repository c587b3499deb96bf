// What a stage's process is given to do, as JSON in a file.
import type {CompiledStage} from '../declare/compiled-stage.ts';
import type {LineageEntry, PortPaths} from '../stage-contract.ts';

/** What the runner asks of a stage's process. */
export interface StageRequest {
  /** Name of the stage in the pipeline. */
  stage: string;
  stageFile: string;
  inputs: PortPaths;
  outputs: Record<string, string>;
  params: Record<string, unknown>;
  stateFolder: string;
  lineage: readonly LineageEntry[];
  /** Environment variables declared in the pipeline, over those that the process was started with. */
  env: Record<string, string>;
  /** Files that plain Node runs in place of the sources. */
  compiled?: CompiledStage;
}
