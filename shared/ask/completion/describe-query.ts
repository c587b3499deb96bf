// What an answer says of the genes that it was given.
import {describeLeftOut, describeReadings} from '../../answers/describe-readings.ts';
import type {ResolvedQuery} from './resolve-query.ts';

/** The genes, what was read otherwise than given, and what was left out: a line each. */
export function describeQuery({name, genes, leftOut}: ResolvedQuery): string[] {
  const none = leftOut.length > 0 ? 'no gene that is known' : 'no gene';
  const given = genes.map(({symbol}) => symbol).join(' ') || none;
  const more = [...describeReadings(genes), ...describeLeftOut(leftOut)];
  return [`${name ?? 'given'}: ${given}`, ...more.map(line => `  ${line}`)];
}
