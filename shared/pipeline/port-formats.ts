// The formats of ports, and their names.
import type {Format} from '../formats/format.ts';
import type {DeclaredStage, InputPort, OutputPorts} from './stage-contract.ts';

/** The format an edge port takes, undefined for a source port. */
export function formatOf(port: InputPort): Format<unknown> | undefined {
  if (!('kind' in port)) return port;
  return port.kind === 'many' ? port.format : undefined;
}

/** Names of the files or folders that a stage writes, by output port. */
export function outputFiles(outputs: OutputPorts): Record<string, string> {
  return Object.fromEntries(
    Object.entries(outputs).map(([port, {extension}]) => [port, `${port}${extension}`]),
  );
}

/** `gene-set-table@1`: a format's name and version. */
export function nameOf(format: Format<unknown>): string {
  return `${format.name}@${format.version}`;
}

/** Formats of all ports of a stage by port, as they enter its key: inputs as `in.<port>`, outputs as `out.<port>`. */
export function formatsOf({
  inputs,
  outputs,
}: Pick<DeclaredStage, 'inputs' | 'outputs'>): Record<string, string> {
  const formats: [string, string][] = [];
  for (const [port, input] of Object.entries(inputs)) {
    const format = formatOf(input);
    formats.push([`in.${port}`, format ? nameOf(format) : 'source']);
  }
  for (const [port, format] of Object.entries(outputs))
    formats.push([`out.${port}`, nameOf(format)]);
  return Object.fromEntries(formats);
}
