// Reads a YAML file, and finds the line and column of everything in it.
// Reference: the YAML 1.2 reader `yaml`, whose LineCounter turns offsets into positions.
import {readFile} from 'node:fs/promises';
import {dirname} from 'node:path';
import {type Document, isMap, isNode, isScalar, isSeq} from 'yaml';
import {PipelineError, shownPath} from '../problem.ts';
import {type ReadYaml, readYaml} from './parse-yaml.ts';
import type {YamlFile, YamlPath} from './yaml-file.ts';

/**
 * Reads a file; text that is no YAML is thrown with its places, undefined means there is no such file. `memory` is a
 * JSON file that remembers what texts say.
 */
export async function readYamlFile(path: string, memory?: string): Promise<YamlFile | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const {value, source} = await readYaml(text, memory);
  const shown = shownPath(path);
  if (value === undefined) refuseBadYaml(source(), shown, text);
  return {
    path,
    folder: dirname(path),
    value,
    where: (at, part = 'value') => {
      const {document, counter} = source();
      const {line, col} = counter.linePos(offsetOf(document, at, part));
      return `${shown}:${line}:${col}${at.length > 0 ? ` ${at.join('.')}` : ''}`;
    },
  };
}

function refuseBadYaml(
  {document, counter}: ReturnType<ReadYaml['source']>,
  shown: string,
  text: string,
): void {
  if (document.errors.length === 0) return;
  throw new PipelineError(
    document.errors.map(error => {
      const {line, col} = counter.linePos(error.pos[0]);
      const where = `${shown}:${line}:${col}`;
      if (error.code !== 'DUPLICATE_KEY')
        return {where, message: `not valid YAML: ${error.message}`};
      const key = /^[^:\n]*/.exec(text.slice(error.pos[0]))?.[0].trim();
      return {
        where,
        message: `found the key ${key} a second time, expected every key once`,
        remedy: 'Rename or remove one of the two.',
      };
    }),
  );
}

// Walks as far as the path exists; what is missing is reported at the key that should hold it.
function offsetOf(document: Document, path: YamlPath, part: 'key' | 'value'): number {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const [depth, segment] of path.entries()) {
    if (isSeq(node)) {
      node = node.items[Number(segment)];
      if (!isNode(node)) return offset;
      offset = node.range?.[0] ?? offset;
      continue;
    }
    const pair = isMap(node)
      ? node.items.find(item => isScalar(item.key) && String(item.key.value) === String(segment))
      : undefined;
    if (!pair || !isScalar(pair.key)) return offset;
    const last = depth === path.length - 1;
    const value = isNode(pair.value) ? pair.value.range?.[0] : undefined;
    const key = pair.key.range?.[0] ?? offset;
    offset = last && part === 'value' ? (value ?? key) : key;
    node = pair.value;
  }
  return offset;
}
