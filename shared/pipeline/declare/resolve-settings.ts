// How a stage is run, from its own keys and the pipeline's defaults: resources, retries, timeout, environment.

import type {Problem} from '../problem.ts';
import type {Declaration, StageDeclaration} from './declaration.ts';
import type {StageSettings} from './pipeline.ts';
import type {RunKeys} from './pipeline-schema.ts';
import {parseMemory, parseTime} from './resources.ts';
import type {YamlPath} from './yaml/yaml-file.ts';

/** Settings of one stage; a variable that the caller's environment lacks is a problem. */
export function resolveSettings(
  declared: StageDeclaration,
  {defaults, where}: Pick<Declaration, 'defaults' | 'where'>,
  problems: Problem[],
): StageSettings {
  const keys = {...defaults, ...declared.keys};
  const resources = {...defaults.resources, ...declared.keys.resources};
  const {memory, time} = resources;
  return {
    resources: {
      cpus: resources.cpus ?? 1,
      gpus: resources.gpus ?? 0,
      ...(memory !== undefined && {memory: parseMemory(memory)}),
      ...(time !== undefined && {time: parseTime(time)}),
    },
    ...(resources.cpus !== undefined && {threads: resources.cpus}),
    retries: keys.retries ?? 0,
    ...(keys.scale !== undefined && {scale: keys.scale}),
    ...(keys.timeout !== undefined && {timeout: parseTime(keys.timeout)}),
    env: {
      ...resolveEnv(defaults.env, ['defaults', 'env'], where, problems),
      ...resolveEnv(declared.keys.env, [...declared.path, 'env'], where, problems),
    },
  };
}

function resolveEnv(
  env: RunKeys['env'],
  path: YamlPath,
  where: Declaration['where'],
  problems: Problem[],
): Record<string, string> {
  if (!Array.isArray(env)) {
    return Object.fromEntries(
      Object.entries(env ?? {}).map(([name, value]) => [name, String(value)]),
    );
  }
  const found = env.map((name, index): [string, string] => {
    const value = process.env[name];
    if (value === undefined) {
      problems.push({
        where: where([...path, index]),
        message: `found no environment variable ${name}, expected it to be set`,
        remedy: `Set it (${name}=… geneglot run), or declare its value: env: {${name}: value}.`,
      });
    }
    return [name, value ?? ''];
  });
  return Object.fromEntries(found);
}
