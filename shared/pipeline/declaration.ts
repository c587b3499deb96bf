// Reads pipeline.yaml: its shape, and the line and column of everything in it.
// Reference: the YAML 1.2 reader `yaml`, whose LineCounter turns offsets into positions.
import {readFile} from 'node:fs/promises';
import {dirname, resolve} from 'node:path';
import {type Document, isMap, isNode, isScalar, isSeq} from 'yaml';
import {z} from 'zod';
import {describeIssue, remedyOf} from './describe-issue.ts';
import {type ReadYaml, readYaml} from './parse-yaml.ts';
import {didYouMean, oneOf, PipelineError, type Problem, shownPath, UserError} from './problem.ts';

const urlSource = z.strictObject({
  url: z.string(),
  sha256: z.string().optional(),
  /** Name the stage sees; by default the last part of the URL's path. */
  fileName: z.string().optional(),
});
const inputEntry = z.union([z.string(), urlSource]);
/** A value of an input port: an edge `stage.port`, a source, or a list of either. */
export const inputValue = z.union([inputEntry, z.array(inputEntry)]);

const stageDeclaration = z.strictObject({
  uses: z.string().optional(),
  inputs: z.record(z.string(), z.unknown()).optional(),
  params: z.record(z.string(), z.unknown()).optional(),
});
const pipelineDeclaration = z.strictObject({
  name: z.string().min(1),
  /** Cache folder shared with others. */
  cache: z.string().min(1).optional(),
  stages: z.record(z.string(), z.unknown()),
});

export type InputEntry = z.output<typeof inputEntry>;

/** One stage as declared; `inputs` and `params` are still unchecked against the stage's ports. */
export interface StageDeclaration {
  name: string;
  /** Path of the stage file, with or without its ending. */
  uses: string;
  inputs: Record<string, unknown>;
  params: Record<string, unknown>;
  /** Its shape is wrong and already reported, so its ports and parameters are not checked. */
  malformed: boolean;
}

export type YamlPath = readonly (string | number)[];

/** A pipeline file as declared, with `where` to locate any path in it. */
export interface Declaration {
  file: string;
  folder: string;
  name: string;
  cache: string | undefined;
  stages: StageDeclaration[];
  /** Problems of shape found so far; the rest of the file is still checked. */
  problems: Problem[];
  /** `pipeline.yaml:LINE:COL stages.split.params`; the column is the key's for `key`, else the value's. */
  where(path: YamlPath, part?: 'key' | 'value'): string;
}

/**
 * Reads and shape-checks a pipeline file; text that is no YAML at all is thrown at once. `memory` is a JSON file
 * that remembers what texts say.
 */
export async function readDeclaration(file: string, memory?: string): Promise<Declaration> {
  const path = resolve(file);
  const text = await readFile(path, 'utf8').catch(() => {
    throw new UserError(
      `${file}: found no such file, expected a pipeline.\n    Name one with --pipeline FILE, or run from the folder that holds pipeline.yaml.`,
    );
  });
  const {value, source} = await readYaml(text, memory);
  const shown = shownPath(path);
  if (value === undefined) refuseBadYaml(source(), shown, text);
  const where = locator(source, shown);
  return {file: path, folder: dirname(path), where, ...checkShape(value, where)};
}

function refuseBadYaml(
  {document, counter}: ReturnType<ReadYaml['source']>,
  shown: string,
  text: string,
): void {
  if (document.errors.length === 0) return;
  throw new PipelineError(
    document.errors.map(error => {
      const {line, col} = counter.linePos(error.pos[0]);
      const where = `${shown}:${line}:${col}`;
      if (error.code !== 'DUPLICATE_KEY')
        return {where, message: `not valid YAML: ${error.message}`};
      const key = /^[^:\n]*/.exec(text.slice(error.pos[0]))?.[0].trim();
      return {
        where,
        message: `found the key ${key} a second time, expected every key once`,
        remedy: 'Rename or remove one of the two.',
      };
    }),
  );
}

function locator(source: ReadYaml['source'], shown: string): Declaration['where'] {
  return (path, part = 'value') => {
    const {document, counter} = source();
    const {line, col} = counter.linePos(offsetOf(document, path, part));
    return `${shown}:${line}:${col}${path.length > 0 ? ` ${path.join('.')}` : ''}`;
  };
}

// Walks as far as the path exists; what is missing is reported at the key that should hold it.
function offsetOf(document: Document, path: YamlPath, part: 'key' | 'value'): number {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const [depth, segment] of path.entries()) {
    if (isSeq(node)) {
      node = node.items[Number(segment)];
      if (!isNode(node)) return offset;
      offset = node.range?.[0] ?? offset;
      continue;
    }
    const pair = isMap(node)
      ? node.items.find(item => isScalar(item.key) && String(item.key.value) === String(segment))
      : undefined;
    if (!pair || !isScalar(pair.key)) return offset;
    const last = depth === path.length - 1;
    const value = isNode(pair.value) ? pair.value.range?.[0] : undefined;
    const key = pair.key.range?.[0] ?? offset;
    offset = last && part === 'value' ? (value ?? key) : key;
    node = pair.value;
  }
  return offset;
}

function checkShape(
  root: unknown,
  where: Declaration['where'],
): Pick<Declaration, 'name' | 'cache' | 'stages' | 'problems'> {
  const problems: Problem[] = [];
  const parsed = pipelineDeclaration.safeParse(root ?? {});
  if (!parsed.success) problems.push(...shapeProblems(parsed.error, root, [], where));
  const found = (root as {name?: unknown; stages?: unknown} | null) ?? {};
  const raw = typeof found.stages === 'object' && found.stages !== null ? found.stages : {};
  const stages = Object.entries(raw).map(([name, value]) => {
    if (!/^[a-z][a-z0-9-]*$/.test(name)) {
      problems.push({
        where: where(['stages', name], 'key'),
        message: `found the stage name ${name}, expected lower-case letters, digits and hyphens`,
      });
    }
    return checkStage(name, value, where, problems);
  });
  return {name: String(found.name ?? ''), cache: parsed.data?.cache, stages, problems};
}

function checkStage(
  name: string,
  value: unknown,
  where: Declaration['where'],
  problems: Problem[],
): StageDeclaration {
  const parsed = stageDeclaration.safeParse(value ?? {});
  if (!parsed.success) {
    problems.push(...shapeProblems(parsed.error, value, ['stages', name], where));
  }
  const {uses, inputs, params} = parsed.data ?? {};
  return {
    name,
    uses: uses ?? `stages/${name}`,
    inputs: inputs ?? {},
    params: params ?? {},
    malformed: !parsed.success,
  };
}

/** Problems of a zod error on the value at `base`; one for every unknown key. */
function shapeProblems(
  error: z.ZodError,
  root: unknown,
  base: YamlPath,
  where: Declaration['where'],
  known: readonly string[] = base.length === 0
    ? ['name', 'cache', 'stages']
    : ['uses', 'inputs', 'params'],
): Problem[] {
  return error.issues.flatMap(issue => {
    const path = [...base, ...(issue.path as (string | number)[])];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map(key => ({
        where: where([...path, key], 'key'),
        message: `found the unknown key ${key}, expected ${oneOf(known)}`,
        remedy: didYouMean(key, known),
      }));
    }
    return [
      {where: where(path), message: describeIssue(issue, root), remedy: remedyOf(issue, root)},
    ];
  });
}
