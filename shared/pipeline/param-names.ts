// Names of a stage's parameters, apart from stage.ts so that its command line can use them without a cycle.

/** Parameter names of a stage, in the order of its schema; none for what is no z.object. */
export function paramNames(definition: {params: object}): string[] {
  return Object.keys('shape' in definition.params ? (definition.params.shape as object) : {});
}
