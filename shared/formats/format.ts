// A format: how one kind of artifact is stored, and the only way stages read and write it.

/** What a manifest records of an artifact: counts (e.g. `sets`, `genes`) and, for tables, column → type. */
export interface ArtifactSummary {
  counts: Record<string, number>;
  schema?: Record<string, string>;
}

/**
 * A named, versioned way to store a value of type `T` as one file, or as one folder when `extension` is ''. It is written
 * from a `Given`, which may leave out what the format adds.
 */
export interface Format<T, Given = T> {
  /** Kebab-case name; two ports connect when name and version agree. */
  readonly name: string;
  /** Raised whenever the stored bytes change their meaning; part of every key. */
  readonly version: number;
  /** File extension with its dot, or '' for a folder. */
  readonly extension: string;
  read(path: string): Promise<T>;
  /** `stage` is the name of the writing stage in its pipeline. */
  write(path: string, value: Given, stage?: string): Promise<void>;
  /** What is written for a stage that ends without writing this; where there is none, that is an error. */
  readonly absent?: Given;
  summarize(path: string): Promise<ArtifactSummary>;
}
