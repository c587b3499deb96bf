// How methods are called in sentences and tables.

/** Those whose stage's name is not how the field writes them. */
const SHORT_NAMES: Record<string, string> = {
  'mix-models': 'mixture',
  'stack-models': 'stack',
  'train-ease': 'EASE',
  'train-item-item': 'item–item',
  'train-co-occurrence': 'co-occurrence',
  'train-auto-encoder': 'auto-encoder',
};

/** "train-nearest-sets" → "nearest sets", "train-gpt" → "GPT": what is left of a stage's name without its verb. */
export function methodName(method: string): string {
  if (method in SHORT_NAMES) return SHORT_NAMES[method];
  const words = method.replace(/^train-(?=.)/, '').replaceAll('-', ' ');
  return words.replace(/\bgpt\b/i, 'GPT');
}

/** The name with an article, for a reader who knows no stages: "the GPT". */
export function spokenName(method: string): string {
  const spoken: Record<string, string> = {
    'mix-models': 'the mixture of models',
    'stack-models': 'the stack of models',
    'train-nearest-sets': 'a lookup of the nearest known sets',
    'train-popularity': 'naming the most common genes',
    chance: 'chance',
  };
  return spoken[method] ?? `the ${methodName(method)}`;
}

/** "a", "a and b", "a, b and c"; semicolons where the parts hold commas. */
export function joinWords(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('');
  const separator = parts.some(part => part.includes(',')) ? '; ' : ', ';
  return `${parts.slice(0, -1).join(separator)} and ${parts.at(-1)}`;
}
