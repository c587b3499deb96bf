// What a run is to do and with what: the options of `runPipeline`.
import type {Manifest} from '../store/manifest.ts';
import type {Capacity} from './capacity.ts';
import type {EventSink} from './events.ts';
import type {StageExecutor} from './stage-executor.ts';

export interface RunOptions {
  /** Stages to bring up to date. */
  selected: ReadonlySet<string>;
  /** Stages that must be up to date already (see requireUpToDate): looked up, never run. */
  required: ReadonlySet<string>;
  /** Artifacts taken as they are for stages that are neither: what the selected stages need besides. */
  given?: ReadonlyMap<string, Manifest>;
  /** Stages that run even when their artifact is there. */
  forced: ReadonlySet<string>;
  /** What the stages that run at the same time share. */
  capacity: Capacity;
  executor: StageExecutor;
  /** When the run began: of runs at the same time the one that began last sets the links `latest`. */
  startedAt?: Date;
  signal: AbortSignal;
  sink: EventSink;
}
