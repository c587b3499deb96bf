// Names of a stage's parameters, apart from stage.ts so that its command line can use them without a cycle.
import type {z} from 'zod';

/** Parameter names of a stage, in the order of its schema; none for what is no z.object. */
export function paramNames(definition: {params: z.ZodType}): string[] {
  return Object.keys('shape' in definition.params ? (definition.params.shape as object) : {});
}
