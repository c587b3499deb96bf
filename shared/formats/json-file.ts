// JSON documents, checked against a schema whenever they are written or read.
import {readFile, writeFile} from 'node:fs/promises';
import {type ZodType, z} from 'zod';
import type {Format} from './format.ts';
import {looksDiffer} from './stored-value.ts';

/** Declares a format stored as one pretty-printed JSON file; `counts` names the numbers worth a line in its manifest. */
export function jsonFile<T>(
  name: string,
  version: number,
  schema: ZodType<T>,
  counts: (value: T) => Record<string, number> = () => ({}),
): Format<T> {
  const read = async (path: string) => check(path, name, schema, await readJson(path));
  return {
    name,
    version,
    extension: '.json',
    read,
    async write(path, value) {
      const checked = check(path, name, schema, value);
      await writeFile(path, `${JSON.stringify(checked, null, 2)}\n`);
    },
    summarize: async path => ({counts: counts(await read(path))}),
  };
}

/** What a JSON file holds, not yet checked. */
export async function readJson(path: string): Promise<unknown> {
  return parseJson(path, await readFile(path, 'utf8'));
}

/** What the text of a JSON file holds, not yet checked. */
export function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${path}: expected JSON: ${error instanceof Error ? error.message : error}`);
  }
}

function check<T>(path: string, name: string, schema: ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const again = schema.safeParse(value);
  if (again.success) throw looksDiffer(`${path}: a ${name} was checked`);
  throw new Error(`${path}: no valid ${name}:\n${z.prettifyError(again.error)}`);
}
