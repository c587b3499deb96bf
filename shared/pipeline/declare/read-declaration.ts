// Reads a pipeline file: what it extends, the profiles switched on, its shape, and where everything in it stands.
import {resolve} from 'node:path';
import type {z} from 'zod';
import {isStageName, LONGEST_NAME_BYTES} from '../names.ts';
import {resolvePlace} from '../own-package.ts';
import {didYouMean, oneOf, PipelineError, type Problem, shownPath, UserError} from '../problem.ts';
import type {Declaration, StageDeclaration} from './declaration.ts';
import {describeIssue, narrowUnions, remedyOf} from './describe-issue.ts';
import {descend, type Layered, layerOf, overlay, partAt, plainValue} from './layered-value.ts';
import {keysAt, type PipelineFile, pipelineFile, type StageKeys} from './pipeline-schema.ts';
import {readYamlFile} from './yaml/read-yaml-file.ts';

/**
 * Reads and shape-checks a pipeline file; text that is no YAML at all is thrown at once. `memory` is a JSON file
 * that remembers what texts say.
 */
export async function readDeclaration(
  file: string,
  profiles: readonly string[] = [],
  memory?: string,
): Promise<Declaration> {
  const merged = withProfiles(
    await readLayers({path: resolve(file), shown: file, memory}),
    profiles,
  );
  const where: Declaration['where'] = (path, part) => {
    const {part: found, rest} = descend(merged, path);
    return found.file.where([...found.at, ...rest], part);
  };
  return {
    file: merged.file.path,
    folder: merged.file.folder,
    where,
    folderOf: path => descend(merged, path).part.file.folder,
    removed: removedStages(merged),
    ...checkShape(plainValue(merged), where),
  };
}

interface FileReference {
  path: string;
  /** As it was written. */
  shown: string;
  memory: string | undefined;
}

// The file laid over the one it extends, and so on down.
async function readLayers(
  {path, shown, memory}: FileReference,
  from?: {where(): string; chain: readonly string[]},
): Promise<Layered> {
  const chain = [...(from?.chain ?? []), path];
  if (from?.chain.includes(path)) {
    const cycle = chain.slice(chain.indexOf(path)).map(shownPath).join(' → ');
    throw new PipelineError([
      {
        where: from.where(),
        message: `found a cycle: ${cycle}, expected a file that does not build on this one`,
        remedy: 'Remove one of these extends.',
      },
    ]);
  }
  const file = await readYamlFile(path, memory);
  if (!file) throw describeMissingFile(path, shown, from?.where());
  const layer = layerOf(file);
  const base = layer.entries?.get('extends')?.value;
  if (typeof base !== 'string') return layer;
  const below = {where: () => file.where(['extends']), chain};
  const reference = {path: resolvePlace(file.folder, base), shown: base, memory};
  return overlay(await readLayers(reference, below), layer);
}

function describeMissingFile(path: string, shown: string, where: string | undefined): UserError {
  if (where === undefined) {
    return new UserError(
      `${shown}: found no such file, expected a pipeline.\n    Name one with --pipeline FILE, or run from the folder that holds pipeline.yaml.`,
    );
  }
  return new PipelineError([
    {
      where,
      message: `found no file ${shown} (looked at ${shownPath(path)}), expected the pipeline to build on`,
      remedy: 'Correct the path: it is relative to the file that it stands in.',
    },
  ]);
}

function withProfiles(root: Layered, names: readonly string[]): Layered {
  const known = [...(root.entries?.get('profiles')?.entries?.keys() ?? [])].filter(name =>
    partAt(root, ['profiles', name]),
  );
  const problems = names
    .filter(name => !known.includes(name))
    .map(name => ({
      where: `--profile ${name}`,
      message: `found the profile ${name}, ${known.length > 0 ? `expected ${oneOf(known)}` : 'but none is declared'}`,
      remedy:
        known.length > 0
          ? didYouMean(name, known)
          : `Declare it in ${shownPath(root.file.path)}: profiles: {${name}: {stages: …}}`,
    }));
  if (problems.length > 0) throw new PipelineError(problems);
  return names.reduce((merged, name) => {
    const profile = partAt(root, ['profiles', name]);
    // What the file says of itself stays: its name, and where it lies.
    return profile?.entries ? {...overlay(merged, profile), file: root.file, at: root.at} : merged;
  }, root);
}

function removedStages(merged: Layered): Map<string, string> {
  const stages = [...(merged.entries?.get('stages')?.entries ?? [])];
  return new Map(
    stages.flatMap(([name, {removed, file, at}]) => (removed ? [[name, file.where(at)]] : [])),
  );
}

function checkShape(
  value: unknown,
  where: Declaration['where'],
): Pick<Declaration, 'name' | 'cache' | 'stages' | 'defaults' | 'executor' | 'problems'> {
  const parsed = pipelineFile.safeParse(value);
  const issues = parsed.success ? [] : parsed.error.issues.flatMap(narrowUnions);
  const problems = issues.flatMap(issue => shapeProblems(issue, value, where));
  // Nothing in the schema transforms, so what is not complained about is as typed.
  const file = (typeof value === 'object' && value !== null ? value : {}) as Partial<PipelineFile>;
  const stages = Object.entries(isRecord(file.stages) ? file.stages : {}).map(([name, keys]) => {
    if (!isStageName(name) || name.includes('[')) {
      problems.push({
        where: where(['stages', name], 'key'),
        message: `found the stage name ${name}, expected lower-case letters, digits and hyphens, ${LONGEST_NAME_BYTES} at most`,
      });
    }
    const malformed = issues.some(({path}) => path[0] === 'stages' && path[1] === name);
    return toStage(name, malformed ? {} : (keys ?? {}), malformed);
  });
  const {defaults, executor, cache} = file;
  return {
    name: String(file.name ?? ''),
    cache: issues.some(({path}) => path[0] === 'cache') ? undefined : cache,
    stages,
    defaults: isRecord(defaults) ? defaults : {},
    executor,
    problems,
  };
}

function isRecord<T>(value: T): value is T & object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function toStage(name: string, keys: StageKeys, malformed: boolean): StageDeclaration {
  const {uses, inputs, params} = keys;
  return {
    name,
    path: ['stages', name],
    uses: uses ?? `stages/${name}`,
    inputs: inputs ?? {},
    params: params ?? {},
    keys,
    malformed,
  };
}

/** An issue of the merged file, located; one problem for every unknown key. */
function shapeProblems(
  issue: z.core.$ZodIssue,
  root: unknown,
  where: Declaration['where'],
): Problem[] {
  const path = issue.path as (string | number)[];
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(path) ?? [];
    return issue.keys.map(key => ({
      where: where([...path, key], 'key'),
      message: `found the unknown key ${key}, expected ${oneOf(known)}`,
      remedy: didYouMean(key, known),
    }));
  }
  return [{where: where(path), message: describeIssue(issue, root), remedy: remedyOf(issue, root)}];
}
