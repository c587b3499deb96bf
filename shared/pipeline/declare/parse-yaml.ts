// Reads YAML into a document with positions, in time that grows with its length alone.
// The reader `yaml` compares every key of a mapping with all earlier ones; thousands of stages need a set instead.
import {
  type Document,
  isMap,
  isScalar,
  LineCounter,
  parseDocument,
  visit,
  YAMLParseError,
} from 'yaml';
import {readJson, survivesJson, writeJsonAtomically} from '../json-file.ts';
import {sha256Of} from '../keys/hash-file.ts';

/** The document, with a DUPLICATE_KEY error for every key found a second time in its mapping. */
function parseYaml(text: string): {document: Document; counter: LineCounter} {
  const counter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: counter,
    prettyErrors: false,
    uniqueKeys: false,
  });
  visit(document, {
    Map(_, map) {
      const seen = new Set<unknown>();
      for (const {key} of isMap(map) ? map.items : []) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) document.errors.push(duplicateKey(key.range?.[0] ?? 0));
        seen.add(key.value);
      }
    },
  });
  return {document, counter};
}

function duplicateKey(offset: number): YAMLParseError {
  return new YAMLParseError([offset, offset + 1], 'DUPLICATE_KEY', 'Map keys must be unique');
}

/** What a YAML text says, and where: positions cost a full reading, which most runs never need. */
export interface ReadYaml {
  value: unknown;
  source(): {document: Document; counter: LineCounter};
}

/** Texts whose value is remembered at most: a pipeline file and those it builds on. */
const MAX_TEXTS = 20;

/** Reads a text; `value` is undefined when it is no valid YAML. Its value comes from `memory`, a JSON file, when the same text was read before without an error. */
export async function readYaml(text: string, memory: string | undefined): Promise<ReadYaml> {
  let parsed: ReturnType<typeof parseYaml> | undefined;
  const source = (): ReturnType<typeof parseYaml> => {
    parsed ??= parseYaml(text);
    return parsed;
  };
  const texts = memory ? await readJson<Record<string, unknown>>(memory, {}) : {};
  const name = sha256Of(text);
  if (Object.hasOwn(texts, name)) return {value: texts[name], source};
  const {document} = source();
  if (document.errors.length > 0) return {value: undefined, source};
  const value: unknown = document.toJS();
  if (memory && survivesJson(value)) {
    const kept = Object.entries(texts).slice(1 - MAX_TEXTS);
    const all = Object.fromEntries([...kept, [name, value]]);
    await writeJsonAtomically(memory, all).catch(() => undefined);
  }
  return {value, source};
}
