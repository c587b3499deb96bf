// The sets that a question tests: the model's own, or those of GMT files, within libraries and a background.
import {basename} from 'node:path';
import type {GeneModel} from '../../../run/geneglot.mjs';
import {type NamedSets, narrowSets, type TestedSets} from '../../scores/enrichment/tested-sets.ts';
import {offsetsOf} from '../../stats/offsets-of.ts';
import {QuestionError} from '../completion/question-error.ts';
import {readGmt, readQueries} from '../completion/read-queries.ts';
import type {GeneSpace} from './gene-space.ts';
import type {EnrichQuestion} from './question.ts';

export interface OpenedSets {
  tested: TestedSets;
  /** Where the sets are from, and their libraries. */
  source: string;
  libraries: string[];
  /** The file of the own background; null for all genes of the sets tested. */
  background: string | null;
  /** What was left out on the way. */
  notes: string[];
}

type Asked = Pick<EnrichQuestion, 'gmt' | 'background' | 'libraries' | 'bundle'>;

/** Opens the sets; names of own sets and backgrounds are read as the pipeline reads them. */
export async function openSets(
  asked: Asked,
  model: GeneModel,
  space: GeneSpace,
): Promise<OpenedSets> {
  const notes: string[] = [];
  const sets = asked.gmt.length > 0 ? await ownSets(asked.gmt, space, notes) : modelSets(model);
  const background =
    asked.background === undefined
      ? undefined
      : await readBackground(asked.background, space, notes);
  const libraries = requireLibraries(asked.libraries, sets);
  const tested = narrowSets(
    {...sets, symbols: space.symbols},
    {libraries: new Set(libraries), ...(background && {background})},
  );
  if (tested.titles.length === 0) {
    throw new QuestionError(
      `${asked.background}: found none of its genes in a set, expected the genes that the list was drawn from\n    Leave --background out to take all genes of the sets.`,
    );
  }
  const source = asked.gmt.length > 0 ? asked.gmt.join(', ') : `model file ${asked.bundle}`;
  return {tested, source, libraries, background: asked.background ?? null, notes};
}

/** The sets that the model was trained on. */
export function modelSets({sets}: GeneModel): Omit<NamedSets, 'symbols'> {
  const titles = sets.titles.map(title => {
    const [library, name] = title.split('\t');
    return {library, name};
  });
  return {offsets: sets.offsets, genes: sets.tokens, titles};
}

/** The library of a set is the name of its file. */
async function ownSets(files: readonly string[], space: GeneSpace, notes: string[]) {
  const rows: {library: string; name: string; genes: number[]}[] = [];
  const libraryOf = new Map<string, string>();
  for (const file of files) {
    const library = basename(file).replace(/(\.gmt)?(\.gz)?$/i, '');
    const other = libraryOf.get(library);
    if (other !== undefined) {
      throw new QuestionError(
        `${file}: found library ${library} in ${other} already, expected one file a library\n    Rename one of the two files or leave it out.`,
      );
    }
    libraryOf.set(library, file);
    const found = await readOwnFile(file, space, notes);
    for (const set of found) rows.push({library, ...set});
  }
  return {
    titles: rows.map(({library, name}) => ({library, name})),
    offsets: offsetsOf(rows.map(({genes}) => genes.length)),
    genes: Int32Array.from(rows.flatMap(({genes}) => genes)),
  };
}

async function readOwnFile(file: string, space: GeneSpace, notes: string[]) {
  const sets = await readGmt(file);
  const names = new Set(sets.flatMap(({symbols}) => symbols));
  const unread = new Set(space.read(names).leftOut.map(({given}) => given));
  if (unread.size === names.size) throw noGene(file, names.size, [...names]);
  const left = noteLeftOut(file, [...unread]);
  if (left) notes.push(left);
  return sets.map(({name, symbols}) => ({
    name,
    genes: space.read(symbols).genes.map(({token}) => token),
  }));
}

async function readBackground(file: string, space: GeneSpace, notes: string[]): Promise<number[]> {
  const lists = await readQueries({genes: [], file}, 'enrich');
  const names = lists.flatMap(({symbols}) => symbols);
  const {genes, leftOut} = space.read(names);
  if (genes.length === 0) throw noGene(file, names.length, names);
  const left = noteLeftOut(
    file,
    leftOut.map(({given}) => given),
  );
  if (left) notes.push(left);
  return genes.map(({token}) => token);
}

/** Names of genes that an error or note shows. */
const EXAMPLES = 5;

function noGene(file: string, count: number, names: readonly string[]): QuestionError {
  return new QuestionError(
    `${file}: found no gene among ${count} names such as ${names.slice(0, EXAMPLES).join(', ')}, expected symbols, Ensembl or NCBI Gene ids of human genes\n    Translate genes of another species to their human orthologues first.`,
  );
}

function noteLeftOut(file: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const shown = names.slice(0, EXAMPLES).join(', ');
  const more = names.length > EXAMPLES ? ', …' : '';
  return `${file}: names left out, unknown or ambiguous: ${names.length} (${shown}${more})`;
}

/** The libraries asked for, or all there are. */
function requireLibraries(asked: readonly string[], {titles}: Omit<NamedSets, 'symbols'>) {
  const known = [...new Set(titles.map(({library}) => library))];
  const wrong = asked.find(library => !known.includes(library));
  if (wrong === undefined) return asked.length > 0 ? [...asked] : known;
  throw new QuestionError(
    `--library: found ${wrong}, expected one of ${known.join(', ')}\n    Give --library once for each library.`,
  );
}
