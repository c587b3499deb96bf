// Located problems: every error of a declaration is collected and reported at once, with its remedy.
import {relative} from 'node:path';

/** One thing wrong: where (`pipeline.yaml:12:5 stages.split` or a flag), what, and what to do about it. */
export interface Problem {
  where: string;
  message: string;
  remedy?: string | undefined;
}

/** An error the user can act on; it prints without a stack. */
export class UserError extends Error {
  override name = 'UserError';
}

/** Problems that are printed; the others are counted. */
const MOST_PROBLEMS = 100;

/** All problems found in one pass, at least one. */
export class PipelineError extends UserError {
  override name = 'PipelineError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    // What stands once in the file may be met several times: by each item of a foreach, by each profile.
    const found = [...new Set(problems.map(formatProblem))];
    const more = found.length - MOST_PROBLEMS;
    const shown = found.slice(0, MOST_PROBLEMS);
    super([...shown, ...(more > 0 ? [`and ${more} more of such problems`] : [])].join('\n'));
    this.problems = problems;
  }
}

/** `where: message`, with the remedy on a line of its own. */
function formatProblem({where, message, remedy}: Problem): string {
  return `${where}: ${message}${remedy ? `\n    ${remedy}` : ''}`;
}

/** Number of single-character edits (insert, delete, replace, swap of neighbours) that turn `a` into `b`. */
export function editDistance(a: string, b: string): number {
  const rows = [Array.from({length: b.length + 1}, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = rows[i - 1][j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const best = Math.min(replaced, rows[i - 1][j] + 1, row[j - 1] + 1);
      row.push(swapped ? Math.min(best, rows[i - 2][j - 2] + 1) : best);
    }
    rows.push(row);
  }
  return rows[a.length][b.length];
}

/** The candidate nearest to `word`, when near enough to be a slip of the finger. */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  const limit = Math.min(3, Math.max(1, Math.floor(word.length / 4)));
  let best: {candidate: string; distance: number} | undefined;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance <= limit && distance < (best?.distance ?? Infinity)) best = {candidate, distance};
  }
  return best?.candidate;
}

/** `Did you mean X?`, or nothing when no candidate is near. */
export function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  const candidate = closest(word, candidates);
  return candidate && `Did you mean ${candidate}?`;
}

/** Names that one line lists; of more the first are shown and the others counted. */
const MOST_NAMES = 100;

/** `a, b or c`; `none` for an empty list. */
export function oneOf(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  if (names.length === 1) return names[0];
  if (names.length > MOST_NAMES) return shortList(names);
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

/** `a, b, c`; of a long list its beginning, and how many more there are. */
export function shortList(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  const shown = names.slice(0, MOST_NAMES).join(', ');
  return more > 0 ? `${shown} and ${more.toLocaleString('en')} more` : shown;
}

/** A value as found in YAML or on the command line, short enough for one line. */
export function showValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** A path for people: relative to the working directory when it lies inside it. */
export function shownPath(path: string): string {
  const fromHere = relative(process.cwd(), path) || '.';
  return fromHere.startsWith('..') ? path : fromHere;
}
