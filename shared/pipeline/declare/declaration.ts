// What a pipeline file declares, with everything it extends and the profiles switched on, and where it stands.
import type {Problem} from '../problem.ts';
import type {PipelineFile, RunKeys, StageKeys} from './pipeline-schema.ts';
import type {YamlPath} from './yaml/yaml-file.ts';

/** One stage as declared; `inputs` and `params` are still unchecked against the stage's ports. */
export interface StageDeclaration {
  /** Name in the graph; for one item of a `foreach` it ends in the item, as in `import[hallmark]`. */
  name: string;
  /** Where it is declared. */
  path: YamlPath;
  /** Path of the stage file, with or without its ending. */
  uses: string;
  inputs: Record<string, unknown>;
  params: Record<string, unknown>;
  /** All its keys, as its shape allows. */
  keys: StageKeys;
  /** The item it stands for, when it was declared with `foreach`. */
  item?: {group: string; variable: string; name: string};
  /** Its shape is wrong and already reported, so its ports and parameters are not checked. */
  malformed: boolean;
}

/** A pipeline as declared by a file, all that it extends, and profiles; `where` locates any path in it. */
export interface Declaration {
  file: string;
  folder: string;
  name: string;
  /** Cache shared with others, as written. */
  cache: PipelineFile['cache'];
  stages: StageDeclaration[];
  /** Stages that a null has removed, with where it stands. */
  removed: ReadonlyMap<string, string>;
  /** What holds for all stages. */
  defaults: RunKeys;
  /** Where stages run; undefined means on this machine. */
  executor: PipelineFile['executor'];
  /** Problems of shape found so far; the rest of the file is still checked. */
  problems: Problem[];
  /** `pipeline.yaml:LINE:COL stages.split.params`; the column is the key's for `key`, else the value's. */
  where(path: YamlPath, part?: 'key' | 'value'): string;
  /** Folder of the file in which the value at this path stands. */
  folderOf(path: YamlPath): string;
}
