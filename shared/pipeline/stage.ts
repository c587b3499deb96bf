// Declares stages: TypeScript owns ports, formats and types; pipeline.yaml owns edges and values.
import {realpathSync} from 'node:fs';
import {basename} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {z} from 'zod';
import {paramNames} from './param-names.ts';
import type {
  AnyParams,
  AnyStage,
  InputPort,
  ManyPort,
  OutputPorts,
  SourcePort,
  Stage,
  StageDefinition,
} from './stage-contract.ts';

/** Declares a source port that takes exactly one file. */
export function sourceFile(
  description: string,
  extensions: readonly string[],
): SourcePort & {many: false} {
  return {kind: 'source', many: false, description, extensions};
}

/** Declares a source port that takes one file or none. */
export function optionalSourceFile(
  description: string,
  extensions: readonly string[],
): SourcePort & {many: false; optional: true} {
  return {kind: 'source', many: false, optional: true, description, extensions};
}

/** Declares a source port that takes one or more files. */
export function sourceFiles(
  description: string,
  extensions: readonly string[],
): SourcePort & {many: true} {
  return {kind: 'source', many: true, description, extensions};
}

/** Declares a source port that takes any number of files, also none. */
export function optionalSourceFiles(
  description: string,
  extensions: readonly string[],
): SourcePort & {many: true; optional: true} {
  return {kind: 'source', many: true, optional: true, description, extensions};
}

/** Declares an input port that gathers a list of artifacts of one format. */
export function many<T>(format: ManyPort<T>['format']): ManyPort<T> {
  return {kind: 'many', format};
}

/** Declares an input port that gathers a list of artifacts of one format, or none where the pipeline file has no edge. */
export function optionalMany<T>(format: ManyPort<T>['format']): ManyPort<T> {
  return {kind: 'many', optional: true, format};
}

/**
 * Declares the stage of the file with this `import.meta.url`. Returns the definition with its name; when the
 * file is the process's main module, its own command line runs (`npx tsx stages/tokenize.ts --help`).
 */
export function stage<
  I extends Record<string, InputPort>,
  O extends OutputPorts,
  S extends AnyParams,
>(url: string, definition: StageDefinition<I, O, S>): Stage<I, O, S> {
  const file = fileURLToPath(url);
  const name = basename(file).replace(/\.[cm]?[jt]s$/, '');
  refuseAmbiguousNames(name, definition);
  const declared = {...definition, kind: 'stage' as const, name, file};
  if (isMainModule(file)) runOwnCommandLine(declared);
  return declared;
}

// `--set stage.name=value` and the files of an artifact's folder both need names that mean one thing.
function refuseAmbiguousNames(
  name: string,
  definition: {inputs: object; outputs: object; params: z.ZodType},
): void {
  if (!('shape' in definition.params)) {
    throw new Error(`Stage ${name}: params must be a z.strictObject({…}).`);
  }
  const inputs = Object.keys(definition.inputs);
  const outputs = Object.keys(definition.outputs);
  const shared = paramNames(definition).find(param => inputs.includes(param));
  if (shared) {
    throw new Error(
      `Stage ${name}: "${shared}" is both an input and a parameter; rename one of them.`,
    );
  }
  const invalid = [...inputs, ...outputs].find(port => !/^[a-z][A-Za-z0-9]*$/.test(port));
  if (invalid)
    throw new Error(`Stage ${name}: found port "${invalid}", expected a camelCase name.`);
  const reserved = outputs.find(port => port === 'manifest' || port === 'log');
  if (reserved) throw new Error(`Stage ${name}: an output may not be named "${reserved}".`);
}

function isMainModule(file: string): boolean {
  const main = process.argv[1];
  if (!main) return false;
  try {
    return realpathSync(main) === realpathSync(file);
  } catch {
    return false;
  }
}

// Loaded lazily, so that editing the runner changes the fingerprint of no stage.
function runOwnCommandLine(declared: AnyStage): void {
  void import('./stage-process/stage-command.ts').then(command =>
    command.runStageCommand(declared),
  );
}
