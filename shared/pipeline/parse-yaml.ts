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

/** The document, with a DUPLICATE_KEY error for every key found a second time in its mapping. */
export function parseYaml(text: string): {document: Document; counter: LineCounter} {
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
