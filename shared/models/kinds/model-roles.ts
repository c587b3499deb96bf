// The role of every kind of model. It loads nothing, as the command line asks for it before any model is opened.
import type {MethodRole} from '../../scores/method-roles.ts';

/** A new kind adds itself here, in `completion-model.ts` and in `completers/open-completer.ts`. */
export const MODEL_ROLES = {
  gpt: 'language model',
  'set-encoder': 'encoder',
  'nearest-sets': 'lookup',
  ease: 'baseline',
  'item-item': 'baseline',
  'co-occurrence': 'baseline',
  'gene-names': 'baseline',
  popularity: 'floor',
  mixture: 'ensemble',
  stack: 'ensemble',
} as const satisfies Record<string, MethodRole>;

export type ModelKindName = keyof typeof MODEL_ROLES;
