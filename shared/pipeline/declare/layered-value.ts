// A value merged from layers of YAML files: mappings are joined, anything else is replaced, and null removes.
import type {YamlFile, YamlPath} from './yaml/yaml-file.ts';

/** A merged value that knows where each part of it stands. */
export interface Layered {
  file: YamlFile;
  /** Path in that file. */
  at: YamlPath;
  /** The parts of a mapping. */
  entries?: ReadonlyMap<string, Layered>;
  /** Any other value, and mappings that are one unit, such as the value of a parameter. */
  value?: unknown;
  /** A null took it away; it stays to be pointed at. */
  removed?: boolean;
}

/** Inputs, parameters and resources stand this deep (stages.NAME.inputs.PORT) and are replaced as a whole. */
const UNIT_DEPTH = 4;
/** `profiles.NAME` holds a pipeline again. */
const PROFILE_DEPTH = 2;

/** The content of one file. */
export function layerOf(file: YamlFile): Layered {
  return toLayered(file, file.value ?? {}, []);
}

function toLayered(file: YamlFile, value: unknown, at: YamlPath): Layered {
  const depth = at.length - (at[0] === 'profiles' ? PROFILE_DEPTH : 0);
  if (depth >= UNIT_DEPTH || !isMapping(value)) return {file, at, value};
  const entries = Object.entries(value).map(([key, entry]): [string, Layered] => [
    key,
    toLayered(file, entry, [...at, key]),
  ]);
  return {file, at, entries: new Map(entries)};
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `over` laid over `base`. */
export function overlay(base: Layered | undefined, over: Layered): Layered {
  if (!base || base.removed) return over;
  if (!over.entries) return over.value === null ? {...over, removed: true} : over;
  if (!base.entries) return over;
  const entries = new Map(base.entries);
  for (const [key, entry] of over.entries) entries.set(key, overlay(entries.get(key), entry));
  return {...over, entries};
}

/** The part at a path, if it is there. */
export function partAt(root: Layered, path: YamlPath): Layered | undefined {
  const {part, rest} = descend(root, path);
  return rest.length > 0 || part.removed ? undefined : part;
}

/** The deepest part on the way to a path, and what of the path is left below it. */
export function descend(root: Layered, path: YamlPath): {part: Layered; rest: YamlPath} {
  let part = root;
  for (const [depth, segment] of path.entries()) {
    const next = part.entries?.get(String(segment));
    if (!next) return {part, rest: path.slice(depth)};
    part = next;
  }
  return {part, rest: []};
}

/** The merged value alone. */
export function plainValue({entries, value}: Layered): unknown {
  if (!entries) return value;
  return Object.fromEntries(
    [...entries].flatMap(([key, entry]) => (entry.removed ? [] : [[key, plainValue(entry)]])),
  );
}
