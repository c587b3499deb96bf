// Reads YAML into a value and a document with positions, in time and memory that grow with its length alone.
import {type Document, LineCounter, parseDocument, type YAMLError} from 'yaml';
import {isMapping} from '../../checks.ts';
import {readMapping, survivesJson} from '../../json-file.ts';
import {sha256Of} from '../../keys/hash-file.ts';
import {writeJsonAtomically} from '../../write-safely.ts';
import {checkYaml, type YamlFault} from './check-yaml.ts';

interface ParsedYaml {
  document: Document;
  counter: LineCounter;
  faults: YamlFault[];
}

/** What a YAML text says, and where: positions cost a full reading, which most runs never need. */
export interface ReadYaml {
  value: unknown;
  source(): ParsedYaml;
}

/** Texts whose value is remembered at most: a pipeline file and those it builds on. */
const MAX_TEXTS = 20;

/** Reads a text; `value` is undefined when it has faults. Its value comes from `memory`, a JSON file, when the same text was read before without one. */
export async function readYaml(text: string, memory: string | undefined): Promise<ReadYaml> {
  let parsed: ParsedYaml | undefined;
  const source = (): ParsedYaml => {
    parsed ??= parse(text);
    return parsed;
  };
  const texts = memory ? await readMapping<unknown>(memory, isMapping) : {};
  const name = sha256Of(text);
  if (Object.hasOwn(texts, name)) return {value: texts[name], source};
  if (source().faults.length > 0) return {value: undefined, source};
  const value = toValue(source());
  if (memory && survivesJson(value)) {
    const kept = Object.entries(texts).slice(1 - MAX_TEXTS);
    const all = Object.fromEntries([...kept, [name, value]]);
    await writeJsonAtomically(memory, all).catch(() => undefined);
  }
  return {value, source};
}

/** The value of a short text, such as that of a flag; a text with faults is an error with the first of them. */
export function parseValue(text: string): unknown {
  const parsed = parse(text);
  if (parsed.faults.length > 0) throw new Error(parsed.faults[0].message);
  return toValue(parsed);
}

// How far aliases may grow was checked already.
function toValue({document}: ParsedYaml): unknown {
  return document.toJS({maxAliasCount: -1});
}

function parse(text: string): ParsedYaml {
  const counter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: counter,
    prettyErrors: false,
    uniqueKeys: false,
    logLevel: 'error',
  });
  const faults = document.errors.map(describe);
  return {document, counter, faults: faults.length > 0 ? faults : checkYaml(document.contents)};
}

function describe({pos: [offset], code, message}: YAMLError): YamlFault {
  if (code === 'MULTIPLE_DOCS') {
    return {offset, message: 'found a second document, expected one', remedy: 'Remove this ---.'};
  }
  // The reader calls itself for every level.
  return /call stack/.test(message)
    ? {offset, message: 'found lists or mappings hundreds of levels deep, expected few levels'}
    : {offset, message: `not valid YAML: ${message}`};
}
