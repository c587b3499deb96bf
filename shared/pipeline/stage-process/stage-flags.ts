// The flags of a stage run alone: `--in port=path`, `--out port=path`, `--param name=value`, all checked at once.
import {access} from 'node:fs/promises';
import {resolve} from 'node:path';
import {parseArgs} from 'node:util';
import {parse} from 'yaml';
import {describeIssue, remedyOf} from '../declare/describe-issue.ts';
import {expandSources} from '../declare/sources.ts';
import {paramNames} from '../param-names.ts';
import {didYouMean, oneOf, type Problem, UserError} from '../problem.ts';
import type {AnyStage, PortPaths, SourcePort} from '../stage-contract.ts';

interface StageFlags {
  help: boolean;
  in: string[];
  out: string[];
  param: string[];
  state: string | undefined;
}

const FLAGS = ['--in', '--out', '--param', '--state', '--help'];

/** Parses the command line of a stage; an unknown flag is refused with the nearest known one. */
export function readFlags(args: string[]): StageFlags {
  const {tokens} = parseArgs({args, strict: false, tokens: true});
  for (const token of tokens) {
    if (token.kind !== 'option' || FLAGS.includes(token.rawName) || token.rawName === '-h')
      continue;
    const remedy = didYouMean(token.rawName, FLAGS) ?? 'See --help.';
    throw new UserError(`found the flag ${token.rawName}, expected ${oneOf(FLAGS)}\n    ${remedy}`);
  }
  const {values, positionals} = parseArgs({
    args,
    allowPositionals: true,
    options: {
      help: {type: 'boolean', short: 'h', default: false},
      in: {type: 'string', multiple: true, default: []},
      out: {type: 'string', multiple: true, default: []},
      param: {type: 'string', multiple: true, default: []},
      state: {type: 'string'},
    },
  });
  if (positionals.length > 0) {
    throw new UserError(
      `found ${positionals[0]} on its own, expected --in PORT=PATH, --out PORT=PATH or --param NAME=VALUE`,
    );
  }
  return {...values, state: values.state};
}

/** Paths by input port; sources are expanded as in pipeline.yaml. */
export async function readInputs(
  stage: AnyStage,
  settings: readonly string[],
  problems: Problem[],
): Promise<PortPaths> {
  const ports = stage.inputs;
  const given = splitSettings('--in', settings, Object.keys(ports), problems);
  const paths: PortPaths = {};
  for (const [name, port] of Object.entries(ports)) {
    const values = given.get(name) ?? [];
    const isSource = 'kind' in port && port.kind === 'source';
    const isMany = 'kind' in port && (port.kind === 'many' || port.many);
    if (isSource && port.optional && values.length === 0) {
      paths[name] = [];
      continue;
    }
    if (values.length === 0 && !('kind' in port && port.kind === 'many')) {
      problems.push({where: `--in ${name}=…`, message: 'found nothing, expected a path'});
      continue;
    }
    if (values.length > 1 && !isMany) {
      problems.push({
        where: `--in ${name}=…`,
        message: `found ${values.length} paths, expected one`,
      });
      continue;
    }
    paths[name] = isSource
      ? await readSources(name, port as SourcePort, values, problems)
      : await requirePaths(name, values, problems);
  }
  return paths;
}

/** Absolute path by output port; every port must be named. */
export function readOutputs(
  stage: AnyStage,
  settings: readonly string[],
  problems: Problem[],
): Record<string, string> {
  const ports = Object.keys(stage.outputs);
  const given = splitSettings('--out', settings, ports, problems);
  const paths: Record<string, string> = {};
  for (const name of ports) {
    const values = given.get(name) ?? [];
    if (values.length === 1) paths[name] = resolve(values[0]);
    else {
      const found = values.length === 0 ? 'nothing' : `${values.length} paths`;
      problems.push({
        where: `--out ${name}=…`,
        message: `found ${found}, expected a path to write`,
      });
    }
  }
  return paths;
}

/** Parameters as given, checked against the stage's schema. */
export function readParams(
  stage: AnyStage,
  settings: readonly string[],
  problems: Problem[],
): Record<string, unknown> {
  const given = splitSettings('--param', settings, paramNames(stage), problems);
  const params = Object.fromEntries(
    [...given].map(([name, values]) => [name, parse(values.at(-1) ?? '')]),
  );
  const parsed = stage.params.safeParse(params);
  for (const issue of parsed.error?.issues ?? []) {
    problems.push({
      where: `--param ${issue.path.join('.')}`,
      message: describeIssue(issue, params),
      remedy: remedyOf(issue, params),
    });
  }
  return params;
}

function splitSettings(
  flag: string,
  settings: readonly string[],
  known: readonly string[],
  problems: Problem[],
): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const setting of settings) {
    const at = setting.indexOf('=');
    const name = setting.slice(0, Math.max(at, 0));
    if (at < 1) {
      problems.push({where: `${flag} ${setting}`, message: 'expected NAME=VALUE'});
    } else if (!known.includes(name)) {
      problems.push({
        where: `${flag} ${setting}`,
        message: `found the name ${name}, expected ${oneOf(known)}`,
        remedy: didYouMean(name, known),
      });
    } else values.set(name, [...(values.get(name) ?? []), setting.slice(at + 1)]);
  }
  return values;
}

async function readSources(
  name: string,
  port: SourcePort,
  values: readonly string[],
  problems: Problem[],
): Promise<string[]> {
  const expansion = await expandSources(values, port, process.cwd(), '');
  for (const {index, message, remedy} of expansion.problems) {
    problems.push({where: `--in ${name}=${values[index]}`, message, remedy});
  }
  return expansion.files.map(file => file.path);
}

async function requirePaths(
  name: string,
  values: readonly string[],
  problems: Problem[],
): Promise<string[]> {
  for (const value of values) {
    await access(value).catch(() =>
      problems.push({where: `--in ${name}=${value}`, message: 'found no such file or folder'}),
    );
  }
  return values.map(value => resolve(value));
}
