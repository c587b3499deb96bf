// Writes an annotation into a copy of an h5ad file, as anndata stores columns: what the file held before stays as it is.
// https://anndata.readthedocs.io/en/stable/fileformat-prose.html
import {randomBytes} from 'node:crypto';
import {chmodSync, constants, copyFileSync, mkdirSync, renameSync, statSync} from 'node:fs';
import {dirname, resolve} from 'node:path';
import type {Dataset, File, Group} from 'h5wasm';
import {removeAtEnd} from '../remove-at-end.ts';
import {explain, hdf5Library} from './hdf5.ts';

/** The version of a data frame's encoding in files of anndata before 0.8. */
const OLD_FRAME = '0.1.0';

/** A column of `obs`: texts become categories, but in files of anndata before 0.8, which knew none in this form. */
export interface AnnotatedColumn {
  name: string;
  values: readonly string[] | Float64Array | Int8Array;
}

export interface H5adAnnotation {
  /** Columns of `obs`; every name is new to the file. */
  columns: readonly AnnotatedColumn[];
  /** Matrices of `obsm`, one row a cell. */
  embeddings: readonly {name: string; dimensions: number; values: Float32Array}[];
  /** A dictionary of `uns`. */
  provenance: {name: string; entries: Readonly<Record<string, string | number>>};
}

/** What an annotation calls its entries. */
export interface AnnotationNames {
  columns: readonly string[];
  embeddings: readonly string[];
  provenance: string;
}

/** Fails where one of the names is taken, before anything is computed. */
export async function requireFreeNames(path: string, names: AnnotationNames): Promise<void> {
  const library = await hdf5Library();
  const file = explain(path, () => new library.File(resolve(path), 'r'));
  try {
    refuseTaken(path, file, names);
  } finally {
    file.close();
  }
}

/** What differs between two states of a file, and is empty where there is none. */
export function stateOf(path: string): string {
  const found = statSync(path, {bigint: true, throwIfNoEntry: false});
  return found ? [found.dev, found.ino, found.size, found.mtimeNs].join(' ') : '';
}

/**
 * Copies `source` to `target` and adds the annotation to the copy; `target` is written whole or not at all, and may be
 * `source` itself. Fails where a name is taken, and where `source` is no longer in the `state` in which its cells were read.
 */
export async function annotateH5ad(
  source: string,
  target: string,
  annotation: H5adAnnotation,
  state = stateOf(source),
): Promise<void> {
  const library = await hdf5Library();
  const temporary = `${target}.${randomBytes(6).toString('hex')}.tmp`;
  const remove = removeAtEnd(temporary);
  try {
    copy(source, temporary, target);
    const file = explain(source, () => new library.File(resolve(temporary), 'a'));
    try {
      refuseTaken(source, file, namesOf(annotation));
      explain(target, () => add(file, annotation));
      explain(target, () => file.flush());
    } finally {
      file.close();
    }
    // Also what another program wrote meanwhile would be lost.
    if (stateOf(source) !== state) {
      throw new Error(
        `${source}: the file changed while it was annotated, and nothing was written. Annotate it again.`,
      );
    }
    renameSync(temporary, target);
  } finally {
    remove();
  }
}

function copy(source: string, temporary: string, target: string): void {
  try {
    mkdirSync(dirname(target), {recursive: true});
    copyFileSync(source, temporary, constants.COPYFILE_FICLONE);
    // The original may be for reading alone.
    chmodSync(temporary, statSync(source).mode | 0o200);
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    throw new Error(`${target}: cannot be written (${REASONS[code ?? ''] ?? code}). ${REMEDY}`);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  EROFS: 'its folder is read-only',
  EACCES: 'its folder may not be written to',
  EPERM: 'its folder may not be written to',
  ENOENT: 'its folder is not there',
};
const REMEDY = 'Name another place with --h5ad FILE, or make room.';

function add(file: File, {columns, embeddings, provenance}: H5adAnnotation): void {
  const obs = file.get('obs') as Group;
  const isOld = obs.attrs['encoding-version']?.value === OLD_FRAME;
  // Before 0.8 anndata failed at encodings that it did not know, and reads without them what stands here.
  const encode = isOld ? () => {} : nameEncoding;
  for (const column of columns) addColumn(obs, column, isOld, encode);
  appendOrder(
    obs,
    columns.map(({name}) => name),
  );
  for (const {name, dimensions, values} of embeddings) {
    const shape = [values.length / Math.max(1, dimensions), dimensions];
    const matrices = dictionary(file, 'obsm', encode);
    encode(matrices.create_dataset({name, data: values, shape}), 'array');
  }
  const own = dictionary(file, 'uns', encode).create_group(provenance.name);
  encode(own, 'dict', '0.1.0');
  for (const [key, value] of Object.entries(provenance.entries)) {
    const isText = typeof value === 'string';
    const data = isText ? value : Float64Array.of(value);
    const entry = own.create_dataset({name: key, data, shape: []});
    encode(entry, isText ? 'string' : 'numeric-scalar');
  }
}

type Encode = (entity: Group | Dataset, type: string, version?: string) => void;

function addColumn(
  obs: Group,
  {name, values}: AnnotatedColumn,
  isOld: boolean,
  encode: Encode,
): void {
  if (ArrayBuffer.isView(values)) {
    encode(obs.create_dataset({name, data: values}), 'array');
    return;
  }
  if (isOld) {
    obs.create_dataset({name, data: [...values]});
    return;
  }
  const categories = [...new Set(values)].sort();
  const places = new Map(categories.map((category, place) => [category, place]));
  const codes = Int32Array.from(values, value => places.get(value)!);
  const group = obs.create_group(name);
  encode(group, 'categorical');
  group.create_attribute('ordered', 0, [], '<b');
  const small = categories.length <= 127 ? Int8Array.from(codes) : codes;
  encode(group.create_dataset({name: 'codes', data: small}), 'array');
  encode(group.create_dataset({name: 'categories', data: categories}), 'string-array');
}

/** Names the columns after those that the frame lists; a frame without a list has none to be lost. */
function appendOrder(obs: Group, names: readonly string[]): void {
  const order = obs.attrs['column-order']?.value;
  if (order === undefined) return;
  const before = Array.from((order ?? []) as ArrayLike<unknown>, String);
  obs.delete_attribute('column-order');
  obs.create_attribute('column-order', [...before, ...names]);
}

function dictionary(file: File, name: string, encode: Encode): Group {
  if (file.keys().includes(name)) return file.get(name) as Group;
  const group = file.create_group(name);
  encode(group, 'dict', '0.1.0');
  return group;
}

function nameEncoding(entity: Group | Dataset, type: string, version = '0.2.0'): void {
  entity.create_attribute('encoding-type', type);
  entity.create_attribute('encoding-version', version);
}

function namesOf({columns, embeddings, provenance}: H5adAnnotation): AnnotationNames {
  const names = (entries: readonly {name: string}[]) => entries.map(({name}) => name);
  return {columns: names(columns), embeddings: names(embeddings), provenance: provenance.name};
}

function refuseTaken(
  path: string,
  file: File,
  {columns, embeddings, provenance}: AnnotationNames,
): void {
  const wanted = [
    ...columns.map(name => ['obs', name]),
    ...embeddings.map(name => ['obsm', name]),
    ['uns', provenance],
  ];
  const keysOf = (group: string) =>
    file.keys().includes(group) ? (file.get(group) as Group).keys() : [];
  const taken = wanted.find(([group, name]) => keysOf(group).includes(name));
  if (taken) {
    throw new Error(
      `${path}: found ${taken.join('/')}, expected no such entry yet: the file was annotated before. Give the entries another name with --prefix NAME, or annotate the file as it was.`,
    );
  }
}
