// Headings under which the --help of a stage shows parameters; those without one matter first and come first.
import type {z} from 'zod';

/** The same parameters under a heading: `size`, `recipe`, `run`, … */
export function inGroup<P extends Record<string, z.ZodType>>(group: string, params: P): P {
  const grouped = Object.entries(params).map(([name, param]) => [name, param.meta({group})]);
  return Object.fromEntries(grouped) as P;
}
