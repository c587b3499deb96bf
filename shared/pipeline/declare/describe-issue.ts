// Turns zod's issues into `found …, expected …` in plain words.
import type {z} from 'zod';
import {oneOf, showValue} from '../problem.ts';

type Issue = z.core.$ZodIssue;

const TYPES: Record<string, string> = {
  int: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
  null: 'nothing',
};

/** What the schema wanted at the issue's place, e.g. `a whole number` or `a number > 0`. */
function describeExpected(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected] ?? `a value of type ${issue.expected}`;
    case 'invalid_value':
      return oneOf(issue.values.map(value => String(value)));
    case 'too_small':
      return describeBound(issue.origin, issue.inclusive === false ? '>' : '≥', issue.minimum);
    case 'too_big':
      return describeBound(issue.origin, issue.inclusive === false ? '<' : '≤', issue.maximum);
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    case 'invalid_union':
      return [...new Set(issue.errors.flat().map(describeExpected))].join(' or ') || issue.message;
    default:
      return issue.message;
  }
}

function describeBound(origin: string, comparison: string, bound: number | bigint): string {
  if (origin === 'string') return `text of ${comparison} ${bound} characters`;
  if (origin === 'array' || origin === 'set') return `a list of ${comparison} ${bound} entries`;
  return `a number ${comparison} ${bound}`;
}

/** The issue itself, or those of the one alternative that the value was meant as: the one wrong only inside. */
export function narrowUnions(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const meant = issue.errors.find(branch => branch.every(({path}) => path.length > 0));
  if (!meant) return [issue];
  return meant.flatMap(inner => narrowUnions({...inner, path: [...issue.path, ...inner.path]}));
}

/** `found X, expected Y` for an issue on `root`, the value that was parsed. */
export function describeIssue(issue: Issue, root: unknown): string {
  const found = valueAt(root, issue.path);
  if (issue.code === 'custom') return `found ${showValue(found)}: ${issue.message}`;
  return `found ${showValue(found)}, expected ${describeExpected(issue)}`;
}

/** What to change, where the kind of slip shows it. */
export function remedyOf(issue: Issue, root: unknown): string | undefined {
  const found = valueAt(root, issue.path);
  if (issue.code !== 'invalid_type' || typeof found !== 'string') return undefined;
  const numeric = found.trim() !== '' && Number.isFinite(Number(found));
  const wantsNumber = issue.expected === 'number' || issue.expected === 'int';
  if (wantsNumber && numeric) return `Write ${Number(found)} without quotes.`;
  if (issue.expected === 'boolean') return 'Write true or false without quotes.';
  return undefined;
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, segment) =>
      typeof value === 'object' && value !== null
        ? (value as Record<PropertyKey, unknown>)[segment]
        : undefined,
    root,
  );
}
