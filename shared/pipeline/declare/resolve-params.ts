// A stage's parameters: defaults from its schema, values from pipeline.yaml, overrides from --set.

import type {z} from 'zod';
import {paramNames} from '../param-names.ts';
import {didYouMean, oneOf, type Problem} from '../problem.ts';
import type {DeclaredStage} from '../stage-contract.ts';
import type {Declaration, StageDeclaration} from './declaration.ts';
import {describeIssue, remedyOf} from './describe-issue.ts';
import type {Override} from './overrides.ts';
import type {ResolvedParams} from './pipeline.ts';

/** Parses the parameters of one stage; problems are located in the YAML or at their --set flag. */
export function resolveParams(
  declared: StageDeclaration,
  stage: DeclaredStage,
  overrides: readonly Override[],
  where: Declaration['where'],
  problems: Problem[],
): ResolvedParams {
  const known = paramNames(stage);
  const flags = new Map(overrides.map(override => [override.name, override]));
  const given = {...declared.params};
  for (const {name, value} of overrides) given[name] = value;
  const locate = (path: PropertyKey[], part: 'key' | 'value'): string =>
    flags.get(String(path[0]))?.flag ??
    where([...declared.path, 'params', ...(path as string[])], part);
  const parsed = stage.params.safeParse(given);
  if (parsed.success) return {given, resolved: parsed.data};
  for (const issue of parsed.error.issues)
    problems.push(...locateIssue(issue, given, known, locate));
  return {given, resolved: {}};
}

function locateIssue(
  issue: z.core.$ZodIssue,
  given: Record<string, unknown>,
  known: readonly string[],
  locate: (path: PropertyKey[], part: 'key' | 'value') => string,
): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(key => ({
      where: locate([...issue.path, key], 'key'),
      message:
        issue.path.length > 0
          ? `found the unknown key ${key}`
          : `found the unknown parameter ${key}, expected ${oneOf(known)}`,
      remedy: issue.path.length > 0 ? undefined : didYouMean(key, known),
    }));
  }
  return [
    {
      where: locate(issue.path, 'value'),
      message: describeIssue(issue, given),
      remedy: remedyOf(issue, given),
    },
  ];
}
