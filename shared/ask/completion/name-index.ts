// What is looked up by name: the vocabulary, genes with their synonyms, the names of training sets. Read from Parquet
// once after each training and kept as JSON, since opening a database takes longer than the whole answer may.
import {mkdir, readdir, readFile, rename, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {geneTable} from '../../formats/gene-table.ts';
import {openParquet} from '../../formats/parquet/read-parquet.ts';
import {vocabulary} from '../../formats/vocabulary.ts';
import {type GeneColumns, toColumns} from '../../genes/symbols/resolve-few.ts';
import type {ModelFiles, TrainedQuestion} from './question.ts';

/** Raised when the fields below change their meaning. */
const VERSION = 2;

export interface Lookup {
  version: typeof VERSION;
  /** Symbol of each token. Length V. */
  symbols: string[];
  /** Words of names, whose tokens come after that which opens one, V. */
  words: string[];
  genes: GeneColumns;
  /** Training sets: their ids, places in `libraries`, and names. */
  sets: {setIds: number[]; libraryOf: number[]; libraries: string[]; names: string[]};
}

export interface Title {
  library: string;
  name: string;
}

/** Finds a training set's library and name by its id; `set ID` where they are not known. */
export function titleFinder({sets}: Pick<Lookup, 'sets'>): (setId: number) => Title {
  const rowOf = new Map(sets.setIds.map((setId, row) => [setId, row]));
  return setId => {
    const row = rowOf.get(setId);
    return row === undefined
      ? {library: '', name: `set ${setId}`}
      : {library: sets.libraries[sets.libraryOf[row]], name: sets.names[row]};
  };
}

/** The lookup of a key; made and kept when there is none. A folder that cannot be written to only costs time. */
export async function openLookup({files, cache}: Pick<TrainedQuestion, 'files' | 'cache'>) {
  const path = join(cache.folder, `${cache.key}.json`);
  const kept = await readKept(path);
  if (kept) return kept;
  const lookup = await makeLookup(files);
  await keep(lookup, path, cache.folder).catch(() => undefined);
  return lookup;
}

async function readKept(path: string): Promise<Lookup | undefined> {
  try {
    const lookup: Lookup = JSON.parse(await readFile(path, 'utf8'));
    return lookup.version === VERSION ? lookup : undefined;
  } catch {
    return undefined;
  }
}

async function makeLookup(files: ModelFiles): Promise<Lookup> {
  const [{symbols, words = []}, genes, sets] = await Promise.all([
    vocabulary.read(files.vocabulary),
    geneTable.read(files.genes),
    readSetNames(files.trainingSets),
  ]);
  return {version: VERSION, symbols, words, genes: toColumns(genes), sets};
}

async function readSetNames(path: string): Promise<Lookup['sets']> {
  const sets: Lookup['sets'] = {setIds: [], libraryOf: [], libraries: [], names: []};
  const places = new Map<string, number>();
  const table = await openParquet(path);
  const fields = [
    {name: 'set_id', type: 'int32'},
    {name: 'library', type: 'utf8'},
    {name: 'name', type: 'utf8'},
  ] as const;
  for await (const [setIds, libraries, names] of table.read(fields)) {
    for (const [i, library] of (libraries as string[]).entries()) {
      if (!places.has(library)) places.set(library, sets.libraries.push(library) - 1);
      sets.libraryOf.push(places.get(library) as number);
      sets.setIds.push(setIds[i] as number);
      sets.names.push(names[i] as string);
    }
  }
  return sets;
}

/** Keeps the lookup in place of all others: a training that is no longer used is soon forgotten. */
async function keep(lookup: Lookup, path: string, folder: string): Promise<void> {
  await mkdir(folder, {recursive: true});
  const others = await readdir(folder);
  const temporary = `${path}.${process.pid}`;
  await writeFile(temporary, JSON.stringify(lookup));
  await rename(temporary, path);
  const stale = others.map(name => join(folder, name)).filter(other => other !== path);
  await Promise.all(stale.map(other => rm(other, {force: true})));
}
