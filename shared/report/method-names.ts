// How methods are called in sentences and tables.

/** "train-nearest-sets" → "nearest sets", "train-gpt" → "GPT": what is left of a stage's name without its verb. */
export function methodName(method: string): string {
  const words = method.replace(/^train-(?=.)/, '').replaceAll('-', ' ');
  return words.replace(/\bgpt\b/i, 'GPT');
}

/** "a", "a and b", "a, b and c"; semicolons where the parts hold commas. */
export function joinWords(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('');
  const separator = parts.some(part => part.includes(',')) ? '; ' : ', ';
  return `${parts.slice(0, -1).join(separator)} and ${parts.at(-1)}`;
}
