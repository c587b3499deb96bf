// The --help of one stage: what it does, its ports with formats, its parameters with type and default.
import {z} from 'zod';
import type {Format} from '../../formats/format.ts';
import {nameOf} from '../port-formats.ts';
import {oneOf, shownPath} from '../problem.ts';
import type {AnyStage, InputPort} from '../stage-contract.ts';

/** The help text of a stage. */
export function describeStage(stage: AnyStage): string {
  const inputs = stage.inputs;
  const outputs = stage.outputs;
  const flags = [
    ...Object.entries(inputs).map(([name, port]) => inputFlag(name, port)),
    ...Object.keys(outputs).map(name => `--out ${name}=PATH`),
    '[--param NAME=VALUE …]',
    '[--state FOLDER]',
  ];
  const sections = [
    section(
      'Inputs',
      Object.entries(inputs).map(([name, port]) => [name, describePort(port)]),
    ),
    section(
      'Outputs',
      Object.entries(outputs).map(([name, format]) => [name, describeOutput(format)]),
    ),
    ...paramSections(stage.params),
  ];
  return [
    `${stage.name}: ${stage.summary}`,
    `Usage: npx tsx ${shownPath(stage.file)}\n${flags.map(flag => `    ${flag}`).join('\n')}`,
    ...sections.filter(text => text !== ''),
    'VALUE is YAML. FOLDER holds checkpoints (beside the first output by default) and is removed at the end.',
  ].join('\n\n');
}

function section(title: string, rows: string[][]): string {
  if (rows.length === 0) return '';
  const width = Math.max(...rows.map(([name]) => name.length));
  return [`${title}:`, ...rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`)].join(
    '\n',
  );
}

function inputFlag(name: string, port: InputPort): string {
  const flag = `--in ${name}=PATH${takesMany(port) ? ' …' : ''}`;
  return 'kind' in port && port.optional ? `[${flag}]` : flag;
}

function takesMany(port: InputPort): boolean {
  return 'kind' in port && (port.kind === 'many' || port.many);
}

function describePort(port: InputPort): string {
  if (!('kind' in port)) return nameOf(port);
  if (port.kind === 'many') return `any number of ${nameOf(port.format)}`;
  const endings = port.extensions.length > 0 ? ` (${oneOf(port.extensions)})` : '';
  return `${port.many ? 'files' : 'file'}: ${port.description}${endings}`;
}

function describeOutput(format: Format<unknown>): string {
  return `${nameOf(format)} (${format.extension === '' ? 'folder' : format.extension})`;
}

interface ParamSchema {
  type?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: ParamSchema[];
  items?: ParamSchema;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  description?: string;
  default?: unknown;
  /** Heading under which a stage with many parameters shows it; what has none matters first. */
  group?: string;
}

/** Parameters in one section, up to so many; more are parted by their groups. */
const UNGROUPED_PARAMS = 10;

function paramSections(params: z.ZodType): string[] {
  const schema = z.toJSONSchema(params, {io: 'input', unrepresentable: 'any'});
  const all = Object.entries((schema.properties ?? {}) as Record<string, ParamSchema>);
  const titleOf = ({group}: ParamSchema) =>
    all.length > UNGROUPED_PARAMS && group !== undefined ? `Parameters, ${group}` : 'Parameters';
  const titles = new Set(['Parameters', ...all.map(([, param]) => titleOf(param))]);
  return [...titles].map(title =>
    section(
      title,
      all
        .filter(([, param]) => titleOf(param) === title)
        .map(([name, param]) => [name, describeParam(name, param, schema.required)]),
    ),
  );
}

function describeParam(name: string, param: ParamSchema, required: string[] = []): string {
  const given =
    param.default === undefined ? 'optional' : `default ${JSON.stringify(param.default)}`;
  const fallback = required.includes(name) ? 'required' : given;
  return `${param.description ?? ''} [${describeType(param)}, ${fallback}]`.trim();
}

function describeType(schema: ParamSchema): string {
  if (schema.enum) return oneOf(schema.enum.map(String));
  if (schema.const !== undefined) return String(schema.const);
  if (schema.anyOf) return schema.anyOf.map(describeType).join(' or ');
  if (schema.type === 'array') return `list of ${describeType(schema.items ?? {})}`;
  return `${schema.type ?? 'any'}${describeRange(schema)}`;
}

// zod bounds every int by the safe integers, which says nothing to the reader.
function describeRange(schema: ParamSchema): string {
  const bounds = [
    ['≥', schema.minimum],
    ['>', schema.exclusiveMinimum],
    ['≤', schema.maximum],
    ['<', schema.exclusiveMaximum],
  ] as const;
  return bounds
    .filter(([, bound]) => bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER)
    .map(([sign, bound]) => ` ${sign} ${bound}`)
    .join(' and');
}
