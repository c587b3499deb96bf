// A stage's inputs: each port is bound to edges or to source files.

import {formatOf, nameOf} from '../port-formats.ts';
import {didYouMean, oneOf, type Problem} from '../problem.ts';
import type {DeclaredStage, InputPort, SourcePort} from '../stage-contract.ts';
import type {Declaration, StageDeclaration} from './declaration.ts';
import {describeIssue} from './describe-issue.ts';
import type {Override} from './overrides.ts';
import type {NodeInput} from './pipeline.ts';
import {type InputEntry, inputValue} from './pipeline-schema.ts';
import {type EdgeTargets, resolveEdge, suggestOutputs} from './resolve-edges.ts';
import {expandSources} from './sources.ts';
import type {YamlPath} from './yaml/yaml-file.ts';

export interface InputsContext extends EdgeTargets {
  where: Declaration['where'];
  folderOf: Declaration['folderOf'];
  downloads: string;
  problems: Problem[];
}

/** Binds every input port of one stage; a port with a problem is left out. */
export async function resolveInputs(
  declared: StageDeclaration,
  stage: DeclaredStage,
  overrides: readonly Override[],
  context: InputsContext,
): Promise<Record<string, NodeInput>> {
  const ports = stage.inputs;
  refuseUnknownPorts(declared, Object.keys(ports), context);
  const inputs: Record<string, NodeInput> = {};
  for (const [name, port] of Object.entries(ports)) {
    const isSource = 'kind' in port && port.kind === 'source';
    const override = isSource ? overrides.find(candidate => candidate.name === name) : undefined;
    const path = [...declared.path, 'inputs', name];
    const binding: Binding = {
      item: declared.item,
      path,
      value: override ? override.value : declared.inputs[name],
      base: override ? process.cwd() : context.folderOf(path),
      flag: override?.flag,
    };
    const input = await bindPort(binding, port, context);
    if (input) inputs[name] = input;
  }
  return inputs;
}

interface Binding {
  item: StageDeclaration['item'];
  path: YamlPath;
  value: unknown;
  base: string;
  /** The --set flag the value came from, if it did. */
  flag: string | undefined;
}

function refuseUnknownPorts(
  declared: StageDeclaration,
  known: readonly string[],
  {where, problems}: InputsContext,
): void {
  for (const name of Object.keys(declared.inputs)) {
    if (known.includes(name)) continue;
    problems.push({
      where: where([...declared.path, 'inputs', name], 'key'),
      message: `found the unknown input ${name}, expected ${oneOf(known)}`,
      remedy: didYouMean(name, known),
    });
  }
}

async function bindPort(
  binding: Binding,
  port: InputPort,
  context: InputsContext,
): Promise<NodeInput | undefined> {
  const {problems} = context;
  if (binding.value === undefined || binding.value === null) {
    if ('kind' in port && port.optional) {
      return port.kind === 'many'
        ? {kind: 'edges', many: true, edges: []}
        : {kind: 'source', many: port.many, files: []};
    }
    problems.push({where: locate(binding, context), ...describeMissing(port, context)});
    return undefined;
  }
  const parsed = inputValue.safeParse(binding.value);
  if (!parsed.success) {
    problems.push({
      where: locate(binding, context),
      message: describeIssue({...parsed.error.issues[0], path: []}, binding.value),
      remedy: 'A source is a path, a glob, a folder or {url: …, sha256: …}; an edge is stage.port.',
    });
    return undefined;
  }
  const entries = Array.isArray(parsed.data) ? parsed.data : [parsed.data];
  return 'kind' in port && port.kind === 'source'
    ? bindSource(binding, entries, port, context)
    : bindEdges(binding, entries, port as Exclude<InputPort, SourcePort>, context);
}

function describeMissing(
  port: InputPort,
  targets: EdgeTargets,
): Pick<Problem, 'message' | 'remedy'> {
  const format = formatOf(port);
  if (!format) {
    return {message: `found nothing, expected files: ${(port as SourcePort).description}`};
  }
  return {
    message: `found nothing, expected an output of format ${nameOf(format)}`,
    remedy: suggestOutputs(format, targets),
  };
}

async function bindSource(
  binding: Binding,
  entries: InputEntry[],
  port: SourcePort,
  context: InputsContext,
): Promise<NodeInput | undefined> {
  const {files, problems} = await expandSources(entries, port, binding.base, context.downloads);
  for (const {index, message, remedy} of problems) {
    context.problems.push({where: locate(binding, context, index), message, remedy});
  }
  return problems.length > 0 ? undefined : {kind: 'source', many: port.many, files};
}

function bindEdges(
  binding: Binding,
  entries: InputEntry[],
  port: Exclude<InputPort, SourcePort>,
  context: InputsContext,
): NodeInput | undefined {
  const many = 'kind' in port;
  const format = many ? port.format : port;
  if (!many && Array.isArray(binding.value)) {
    context.problems.push({
      where: locate(binding, context),
      message: `found a list of ${entries.length}, expected one output of format ${nameOf(format)}`,
    });
    return undefined;
  }
  const edges = entries.map((entry, index) => {
    const found = resolveEdge(entry, {format, many, item: binding.item}, context);
    if (Array.isArray(found)) return found;
    context.problems.push({where: locate(binding, context, index), ...found});
    return undefined;
  });
  if (!edges.every(found => found !== undefined)) return undefined;
  return {kind: 'edges', many, edges: edges.flat()};
}

function locate(binding: Binding, {where}: InputsContext, index?: number): string {
  if (binding.flag) return binding.flag;
  const listed = Array.isArray(binding.value) && index !== undefined;
  return where(listed ? [...binding.path, index] : binding.path);
}
