// The formats of ports, and their names.
import type {Format} from '../formats/format.ts';
import type {InputPort} from './stage-contract.ts';

/** The format an edge port takes, undefined for a source port. */
export function formatOf(port: InputPort): Format<unknown> | undefined {
  if (!('kind' in port)) return port;
  return port.kind === 'many' ? port.format : undefined;
}

/** `gene-set-table@1`: a format's name and version. */
export function nameOf(format: Format<unknown>): string {
  return `${format.name}@${format.version}`;
}
