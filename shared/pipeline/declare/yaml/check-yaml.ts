// What a YAML document may not hold although YAML allows it: it would be read twice, without end, or as something else.
// The reader `yaml` compares every key of a mapping with all earlier ones; thousands of stages need a set instead.
import {isAlias, isMap, isPair, isScalar, isSeq, type Node, type ParsedNode} from 'yaml';

/** Levels of lists and mappings; a pipeline file has about ten. */
const MOST_LEVELS = 100;
/** Values with every alias written out; a file of a hundred thousand stages has a million. */
const MOST_VALUES = 5_000_000;
/** The reader looks at all anchors before each alias. */
const MOST_ALIASES = 20_000;

export interface YamlFault {
  offset: number;
  message: string;
  remedy?: string;
}

/** The faults of a document, by where they stand; the document is safe to turn into values when there are none. */
export function checkYaml(contents: Node | ParsedNode | null): YamlFault[] {
  const check = new Check();
  try {
    check.measure(contents, 0);
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
  }
  return check.faults;
}

class TooMuch extends Error {}

class Check {
  readonly faults: YamlFault[] = [];
  /** Values under each anchor; undefined while it is being measured. */
  readonly #anchors = new Map<string, number | undefined>();
  #aliases = 0;

  /** Number of values in a node, aliases written out. */
  measure(node: unknown, level: number): number {
    if (isAlias(node)) return this.#measureAlias(node.source, offsetOf(node));
    const anchor = isMap(node) || isSeq(node) || isScalar(node) ? node.anchor : undefined;
    if (anchor !== undefined) this.#anchors.set(anchor, undefined);
    const size = 1 + this.#measureParts(node, level);
    if (size > MOST_VALUES) {
      this.#stop(
        node,
        `found more than ${MOST_VALUES.toLocaleString('en')} values, aliases written out, expected fewer`,
      );
    }
    if (anchor !== undefined) this.#anchors.set(anchor, size);
    return size;
  }

  #measureParts(node: unknown, level: number): number {
    if (!isMap(node) && !isSeq(node)) return 0;
    if (level >= MOST_LEVELS) {
      this.#stop(
        node,
        `found lists and mappings more than ${MOST_LEVELS} deep, expected fewer levels`,
      );
    }
    if (isMap(node)) this.#checkKeys(node.items.map(({key}) => key));
    let size = 0;
    for (const item of node.items)
      size += this.measure(isPair(item) ? item.value : item, level + 1);
    return size;
  }

  #measureAlias(source: string, offset: number): number {
    const size = this.#anchors.get(source);
    if (size === undefined) {
      const message = this.#anchors.has(source)
        ? `found *${source} inside what it stands for, expected it outside`
        : `found *${source}, expected &${source} before it`;
      this.faults.push({offset, message, remedy: 'Write out what it stands for.'});
    }
    this.#aliases++;
    if (this.#aliases > MOST_ALIASES) {
      this.faults.push({
        offset,
        message: `found more than ${MOST_ALIASES.toLocaleString('en')} aliases, expected fewer`,
      });
      throw new TooMuch();
    }
    return size ?? 1;
  }

  #checkKeys(keys: readonly unknown[]): void {
    const seen = new Set<unknown>();
    for (const key of keys) {
      if (!isScalar(key)) {
        const message = 'found a list, mapping or alias as a key, expected text';
        if (key !== null) this.faults.push({offset: offsetOf(key), message});
        continue;
      }
      if (seen.has(key.value)) {
        this.faults.push({
          offset: offsetOf(key),
          message: `found the key ${key.value} a second time, expected every key once`,
          remedy: 'Rename or remove one of the two.',
        });
      }
      seen.add(key.value);
    }
  }

  #stop(node: unknown, message: string): never {
    this.faults.push({offset: offsetOf(node), message});
    throw new TooMuch();
  }
}

function offsetOf(node: unknown): number {
  const {range} = node as {range?: [number, number, number] | null};
  return range?.[0] ?? 0;
}
