// How methods are called in sentences and tables: by the kind of model, or, where several are of one kind, by the names
// that the pipeline gave them.
import type {MethodIdentity} from '../scores/method-roles.ts';

export interface NamedMethod extends MethodIdentity {
  /** In tables and legends. */
  label: string;
  /** In a sentence, with its article. */
  phrase: string;
}
export type NamedMethods = Readonly<Record<string, NamedMethod>>;

/** Kinds that the field writes in another way than model.json. */
const LABELS: Record<string, string> = {
  gpt: 'GPT',
  ease: 'EASE',
  'item-item': 'item–item',
  'co-occurrence': 'co-occurrence',
  'gene-names': 'gene names',
};

/** What a reader who does not know the kinds understands. */
const PHRASES: Record<string, string> = {
  mixture: 'the mixture of models',
  stack: 'the stack of models',
  'nearest-sets': 'a lookup of the nearest known sets',
  popularity: 'naming the most common genes',
  chance: 'chance',
};

/** The methods of the results with their names. */
export function nameMethods(methods: Readonly<Record<string, MethodIdentity>>): NamedMethods {
  const all = Object.entries(methods);
  const named = all.map(([method, identity]): [string, NamedMethod] => {
    const {kind} = identity;
    if (all.filter(([, other]) => other.kind === kind).length > 1) {
      const label = plainName(method);
      return [method, {...identity, label, phrase: `the ${label}`}];
    }
    const label = kindLabel(kind);
    return [method, {...identity, label, phrase: PHRASES[kind] ?? `the ${label}`}];
  });
  return Object.fromEntries(named);
}

/** A kind of model as the field writes it. */
export function kindLabel(kind: string): string {
  return LABELS[kind] ?? plainName(kind);
}

/** "train-set-encoder" → "set encoder": what is left of a stage's name without its verb, as the field writes it. */
function plainName(name: string): string {
  const words = name.replace(/^train-(?=.)/, '').replaceAll('-', ' ');
  return words.replace(/\bgpt\b/i, 'GPT').replace(/\bauto encoder\b/, 'auto-encoder');
}

/** "a", "a and b", "a, b and c"; semicolons where the parts hold commas. */
export function joinWords(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('');
  const separator = parts.some(part => part.includes(',')) ? '; ' : ', ';
  return `${parts.slice(0, -1).join(separator)} and ${parts.at(-1)}`;
}

/** The text with a capital first letter. */
export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
