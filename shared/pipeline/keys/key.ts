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
export function canonicalJson(value: unknown, path = 'value'): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') {
    return JSON.stringify(value);
  }
  if (typeof value === 'number' && Number.isFinite(value)) {
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) {
    return `[${value.map((entry, index) => canonicalJson(entry, `${path}[${index}]`)).join(',')}]`;
  }
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    const entries = Object.entries(value)
      .filter(([, entry]) => entry !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, entry]) => `${JSON.stringify(key)}:${canonicalJson(entry, `${path}.${key}`)}`);
    return `{${entries.join(',')}}`;
  }
  throw new UserError(
    `${path}: found ${String(value)}, expected what JSON can hold (finite numbers, text, true, false, lists, mappings)`,
  );
}
