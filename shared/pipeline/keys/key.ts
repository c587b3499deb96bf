// The key of an artifact: a hash over everything that may decide its bytes, and nothing else.

import {UserError} from '../problem.ts';
import {sha256Of} from './hash-file.ts';
import type {KeyFields} from './key-fields.ts';

/** Raised when the meaning of a key changes, so that old artifacts are no longer hits. */
const KEY_VERSION = 1;

/** SHA-256 (64 hex digits) over the fields in canonical form. */
export function computeKey(fields: KeyFields): string {
  const {inputs, params, formats, code, assets, packages, env} = fields;
  return sha256Of(
    canonicalJson({version: KEY_VERSION, inputs, params, formats, code, assets, packages, env}),
  );
}

/** The key's first 16 digits, which name folders. */
export function shortKey(key: string): string {
  return key.slice(0, 16);
}

/** JSON with sorted keys; refuses what JSON would silently change (NaN, Infinity, functions, class instances). */
export function canonicalJson(value: unknown): string {
  // A run with nothing to do writes the fields of all its stages: where a value stands is found out only for a refusal.
  return write(value) ?? refuse(value);
}

function write(value: unknown): string | undefined {
  if (isAtom(value)) return JSON.stringify(value);
  if (Array.isArray(value)) {
    const parts = value.map(write);
    return parts.includes(undefined) ? undefined : `[${parts.join(',')}]`;
  }
  if (!isPlain(value)) return undefined;
  const keys = Object.keys(value);
  if (isSortedText(value, keys)) return JSON.stringify(value);
  let text = '';
  for (const key of keys.sort()) {
    if (value[key] === undefined) continue;
    const part = write(value[key]);
    if (part === undefined) return undefined;
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${part}`;
  }
  return `{${text}}`;
}

// Hashes of files by path are most of a key, and JSON writes them as they are.
function isSortedText(value: Record<string, unknown>, keys: readonly string[]): boolean {
  return keys.every((key, i) => typeof value[key] === 'string' && (i === 0 || keys[i - 1] < key));
}

function refuse(value: unknown, path = 'value'): never {
  if (Array.isArray(value)) {
    const index = value.findIndex(entry => write(entry) === undefined);
    return refuse(value[index], `${path}[${index}]`);
  }
  if (isPlain(value)) {
    const isOdd = (key: string) => value[key] !== undefined && write(value[key]) === undefined;
    const key = Object.keys(value).sort().find(isOdd)!;
    return refuse(value[key], `${path}.${key}`);
  }
  throw new UserError(
    `${path}: found ${String(value)}, expected what JSON can hold (finite numbers, text, true, false, lists, mappings)`,
  );
}

function isAtom(value: unknown): value is null | boolean | string | number {
  return (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    Number.isFinite(value)
  );
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}
