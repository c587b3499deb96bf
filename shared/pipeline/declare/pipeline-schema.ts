// The shape of a pipeline file, once: it checks the files and, as JSON Schema, helps editors to write them.
import {z} from 'zod';
import {MEMORY_TEXT, TIME_TEXT} from './resources.ts';

const urlSource = z.strictObject({
  url: z.string().describe('where the file is downloaded from, once'),
  sha256: z.string().optional().describe('SHA-256 of the file, 64 hex digits; required'),
  fileName: z
    .string()
    .optional()
    .describe("name the stage sees; by default the last part of the URL's path"),
});
const inputEntry = z.union([z.string(), urlSource]);
/** A value of an input port: an edge `stage.port`, a source, or a list of either. */
export const inputValue = z.union([inputEntry, z.array(inputEntry)]).meta({
  id: 'input',
  description: 'an edge stage.port; or files: a path, glob, folder or URL; or a list of these',
});

export type InputEntry = z.output<typeof inputEntry>;

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const memoryText = z
  .union([z.number().positive(), z.string().regex(MEMORY_TEXT, 'a size such as 500M, 4G or 4GiB')])
  .meta({
    id: 'memory',
    description: 'memory: 500M, 4G, 4GiB, or a number of bytes',
  });
const timeText = z.union([
  z.number().positive(),
  z.string().regex(TIME_TEXT, 'a time such as 90s, 30m, 2h, HH:MM:SS or D-HH:MM:SS'),
]);

const resources = z
  .strictObject({
    cpus: z.int().positive().optional().describe('cores; the stage uses so many threads'),
    memory: memoryText.optional(),
    gpus: z.int().min(0).optional().describe('GPUs (0 by default)'),
    time: timeText
      .optional()
      .describe(
        'wall time requested from a batch system: 90s, 30m, 2h, HH:MM:SS, D-HH:MM:SS, or seconds',
      ),
  })
  .meta({
    id: 'resources',
    description: 'what one attempt of the stage may use; never part of its key',
  });

const environmentName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'a name of letters, digits and underscores');
const environment = z.union([z.array(environmentName), z.record(environmentName, scalar)]).meta({
  id: 'env',
  description:
    "environment variables that decide the result, part of the key: {NAME: value}, or [NAME] to take the caller's",
});

/** What a stage, and `defaults` for all stages, may say about how it is run. */
const runKeys = {
  resources: resources.optional(),
  retries: z
    .int()
    .min(0)
    .optional()
    .describe('how often a failed attempt is repeated (0 by default)'),
  scale: z
    .number()
    .min(1)
    .optional()
    .describe(
      'factor on memory and time from attempt to attempt; by default attempt k gets k times as much',
    ),
  timeout: timeText
    .optional()
    .describe(
      'longest that an attempt may take before it is made to save and stopped: 90s, 30m, 2h, …',
    ),
  env: environment.optional(),
};

const itemName = z.union([z.string().min(1), z.number()]);
const foreach = z
  .record(
    z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'a variable in camelCase'),
    z.union([
      z.array(itemName).describe('one stage for each of these'),
      z.int().positive().describe('so many shards, counted from 0'),
      z.string().describe('one stage for each file: a path or a glob'),
    ]),
  )
  .meta({
    id: 'foreach',
    description: 'one stage for each item: a variable, and a list, a glob or a number of shards',
  });

function stageSchema<V extends z.ZodType>(input: V) {
  return z
    .strictObject({
      uses: z
        .string()
        .optional()
        .describe('the stage file, relative to the project; by default stages/NAME'),
      inputs: z.record(z.string(), input).optional().describe('what enters by each input port'),
      params: z
        .record(z.string(), z.unknown())
        .optional()
        .describe("values over the stage's defaults (npx tsx stages/NAME.ts --help names them)"),
      ...runKeys,
      foreach: foreach.optional(),
    })
    .nullable()
    .meta({
      id: 'stage',
      description: 'a stage; null removes it from the pipeline that this file extends',
    });
}

const executor = z.union([z.string(), z.record(z.string(), z.unknown())]).meta({
  id: 'executor',
  description: 'where stages run: its name, or {type: NAME, …} with options of its own',
});

const cacheFolder = z
  .string()
  .min(1)
  .describe('folder with artifacts that are shared with others, relative to this file');
const cacheKeys = z.strictObject({
  folder: cacheFolder,
  keyFile: z
    .string()
    .min(1)
    .optional()
    .describe('file with the key that signs what is given to the cache and taken from it'),
});
const cache = z.union([cacheFolder, cacheKeys]).meta({
  id: 'cache',
  description: 'a folder with artifacts that are shared with others, or {folder: …, keyFile: …}',
});

function fileSchema<V extends z.ZodType>(input: V) {
  const stages = z.record(z.string(), stageSchema(input));
  const shared = {
    defaults: z
      .strictObject(runKeys)
      .optional()
      .describe('holds for every stage that says nothing else'),
    executor: executor.optional(),
    cache: cache.optional(),
  };
  const profile = z.strictObject({stages: stages.optional(), ...shared});
  return z.strictObject({
    name: z.string().min(1).describe('name of the pipeline'),
    extends: z
      .string()
      .optional()
      .describe('pipeline file that this one builds on, relative to this file'),
    stages: stages.describe('the stages by name: lower-case letters, digits and hyphens'),
    ...shared,
    profiles: z
      .record(z.string(), profile.nullable())
      .optional()
      .describe('changes to the pipeline that --profile NAME switches on'),
  });
}

/** The merged file. Ports are checked later against the stage's own, so inputs may hold anything here. */
export const pipelineFile = fileSchema(z.unknown());

export type PipelineFile = z.output<typeof pipelineFile>;
export type StageKeys = NonNullable<PipelineFile['stages'][string]>;
export type RunKeys = NonNullable<PipelineFile['defaults']>;

/** The keys that may stand at a path of the file, undefined where any may. */
export function keysAt(path: readonly (string | number)[]): string[] | undefined {
  const inside = path[0] === 'profiles' ? path.slice(2) : path;
  if (inside.length === 0) {
    return path.length === 0
      ? ['name', 'extends', 'stages', 'defaults', 'executor', 'cache', 'profiles']
      : ['stages', 'defaults', 'executor', 'cache'];
  }
  if (inside.at(-1) === 'cache') return Object.keys(cacheKeys.shape);
  if (inside.at(-1) === 'resources') return Object.keys(resources.shape);
  if (inside.at(-1) === 'defaults') return Object.keys(runKeys);
  return inside.length === 2 && inside[0] === 'stages'
    ? Object.keys(stageSchema(z.unknown()).unwrap().shape)
    : undefined;
}

/** JSON Schema (2020-12) of a pipeline file, for editors. A file that extends another may leave out most keys. */
export function jsonSchemaOfPipeline(): unknown {
  const file = fileSchema(inputValue.nullable()).partial();
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'A geneglot pipeline',
    ...z.toJSONSchema(file, {io: 'input'}),
  };
}
