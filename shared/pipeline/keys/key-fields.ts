// What a key is computed from: everything that may decide the bytes of an artifact, and nothing else.

/** What of a stage's code enters its key; paths are relative to the project. */
export interface CodeFingerprint {
  /** SHA-256 of each file's stripped code. */
  code: Record<string, string>;
  /** SHA-256 of each declared asset. */
  assets: Record<string, string>;
  /** Installed version of each package the code imports. */
  packages: Record<string, string>;
}

/** One thing that enters by an input port. */
export interface InputHash {
  sha256: string;
  /** Base name of a source file, which names a library; absent for an artifact, whose name is fixed. */
  name?: string;
}

/** The fields of a key, each of which `plan --explain` can name as changed. */
export interface KeyFields extends CodeFingerprint {
  /** Content by input port, in the order given. */
  inputs: Record<string, InputHash[]>;
  /** Parameters with defaults. */
  params: Record<string, unknown>;
  /** `name@version` by port, inputs as `in.<port>`, outputs as `out.<port>`. */
  formats: Record<string, string>;
  /** Declared environment variables; absent where a stage declares none, as it was before there were any. */
  env?: Record<string, string>;
}
