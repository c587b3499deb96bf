// A YAML file that was read: its values, and the line and column of everything in it.

/** Keys and indexes from the root of a file to a value. */
export type YamlPath = readonly (string | number)[];

export interface YamlFile {
  /** Absolute path. */
  path: string;
  /** Folder that paths in it are relative to. */
  folder: string;
  value: unknown;
  /** `pipeline.yaml:LINE:COL stages.split.params`; the column is the key's for `key`, else the value's. */
  where(path: YamlPath, part?: 'key' | 'value'): string;
}
