// Reads a YAML file, and finds the line and column of everything in it.
// Reference: the YAML 1.2 reader `yaml`, whose LineCounter turns offsets into positions.
import {dirname} from 'node:path';
import {type Document, isMap, isNode, isScalar, isSeq} from 'yaml';
import {PipelineError, shownPath} from '../../problem.ts';
import {type ReadYaml, readYaml} from './parse-yaml.ts';
import {readYamlText} from './read-yaml-text.ts';
import type {YamlFile, YamlPath} from './yaml-file.ts';

/**
 * Reads a file; text that is no YAML is thrown with its places, undefined means there is no such file. `memory` is a
 * JSON file that remembers what texts say.
 */
export async function readYamlFile(path: string, memory?: string): Promise<YamlFile | undefined> {
  const shown = shownPath(path);
  const text = await readYamlText(path, shown);
  if (text === undefined) return undefined;
  const {value, source} = await readYaml(text, memory);
  if (value === undefined) refuseFaults(source(), shown);
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

function refuseFaults({faults, counter}: ReturnType<ReadYaml['source']>, shown: string): void {
  if (faults.length === 0) return;
  throw new PipelineError(
    faults.map(({offset, ...fault}) => {
      const {line, col} = counter.linePos(offset);
      return {where: `${shown}:${line}:${col}`, ...fault};
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
