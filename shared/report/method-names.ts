// How methods are called in sentences and tables.
import {MODEL_METHOD} from '../stats/score-results.ts';

/** "model" → "the model"; baselines go by their own names. */
export function methodName(method: string): string {
  return method === MODEL_METHOD ? 'the model' : method;
}

/** "a", "a and b", "a, b and c"; semicolons where the parts hold commas. */
export function joinWords(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('');
  const separator = parts.some(part => part.includes(',')) ? '; ' : ', ';
  return `${parts.slice(0, -1).join(separator)} and ${parts.at(-1)}`;
}
