// The part that a method plays among those it is compared with. Pages and commands find methods by it, whatever a
// pipeline calls them.

export const METHOD_ROLES = [
  'ensemble',
  'language model',
  'encoder',
  'lookup',
  'baseline',
  'floor',
] as const;
export type MethodRole = (typeof METHOD_ROLES)[number];

export interface MethodIdentity {
  /** Kind of its model, as in model.json; `chance` for random genes. */
  kind: string;
  role: MethodRole;
}
