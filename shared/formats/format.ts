// A format: how one kind of artifact is stored, and the only way stages read and write it.

/** What a manifest records of an artifact: counts (e.g. `sets`, `genes`) and, for tables, column → type. */
export interface ArtifactSummary {
  counts: Record<string, number>;
  schema?: Record<string, string>;
}

/** A named, versioned way to store a value of type `T` as one file, or as one folder when `extension` is ''. */
export interface Format<T> {
  /** Kebab-case name; two ports connect when name and version agree. */
  readonly name: string;
  /** Raised whenever the stored bytes change their meaning; part of every key. */
  readonly version: number;
  /** File extension with its dot, or '' for a folder. */
  readonly extension: string;
  read(path: string): Promise<T>;
  write(path: string, value: T): Promise<void>;
  summarize(path: string): Promise<ArtifactSummary>;
}
