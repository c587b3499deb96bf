// The sets that a question tests: the model's own, or own ones, within libraries and a background.
import type {GeneModel} from '../../run/geneglot.mjs';
import {type NamedSets, narrowSets, type TestedSets} from '../scores/enrichment/tested-sets.ts';
import {offsetsOf} from '../stats/offsets-of.ts';
import type {GeneSpace} from './gene-space.ts';
import {QuestionError} from './question-error.ts';

/** What is tested; `name` is the file that lists come from, for sentences. */
export interface Scope {
  /** Libraries tested; all where there are none. */
  libraries?: readonly string[];
  /** Where libraries are chosen, for sentences. */
  choice?: string;
  /** Genes that could have been drawn, as they are called; by default all genes of the sets tested. */
  background?: {name: string; genes: readonly string[]};
  /** Own sets, tested in place of the model's; none is as if it were left out. */
  own?: readonly OwnSets[];
}

export interface OwnSets {
  name: string;
  library: string;
  sets: readonly {name: string; genes: readonly string[]}[];
}

export interface OpenedSets {
  tested: TestedSets;
  /** Sets of these libraries without a gene of the background, which are left out. */
  outside: number;
  /** Libraries tested, and all there are. */
  libraries: string[];
  allLibraries: string[];
  /** What the own background is called; null for all genes of the sets tested. */
  background: string | null;
  /** What was left out on the way. */
  notes: string[];
}

type UntestedSets = Omit<NamedSets, 'symbols'>;

/** Opens the sets; names of own sets and backgrounds are read as the pipeline reads them. */
export function openScope(
  {libraries = [], choice = 'libraries', background, own = []}: Scope,
  model: GeneModel,
  space: GeneSpace,
): OpenedSets {
  const notes: string[] = [];
  const sets = own.length > 0 ? readOwnSets(own, space, notes) : modelSets(model);
  const drawnFrom = background && readBackground(background, space, notes);
  const allLibraries = [...new Set(sets.titles.map(({library}) => library))];
  const chosen = chooseLibraries(libraries, allLibraries, choice);
  const tested = narrowSets(
    {...sets, symbols: space.symbols},
    {libraries: new Set(chosen), ...(drawnFrom && {background: drawnFrom})},
  );
  if (tested.titles.length === 0) {
    throw new QuestionError(
      `${background?.name}: found none of its genes in a set, expected the genes that the list was drawn from\n    Leave the background out to take all genes of the sets.`,
    );
  }
  const inScope = sets.titles.filter(({library}) => chosen.includes(library)).length;
  const outside = inScope - tested.titles.length;
  return {
    tested,
    outside,
    libraries: chosen,
    allLibraries,
    background: background?.name ?? null,
    notes,
  };
}

/** The sets that the model was trained on. */
export function modelSets({sets}: GeneModel): UntestedSets {
  const titles = sets.titles.map(title => {
    const [library, name] = title.split('\t');
    return {library, name};
  });
  return {offsets: sets.offsets, genes: sets.tokens, titles};
}

function readOwnSets(own: readonly OwnSets[], space: GeneSpace, notes: string[]): UntestedSets {
  const rows: {library: string; name: string; genes: number[]}[] = [];
  const nameOf = new Map<string, string>();
  for (const {name, library, sets} of own) {
    const other = nameOf.get(library);
    if (other !== undefined) {
      throw new QuestionError(
        `${name}: found library ${library} in ${other} already, expected one file a library\n    Rename one of the two files or leave it out.`,
      );
    }
    nameOf.set(library, name);
    readNames(name, new Set(sets.flatMap(({genes}) => genes)), space, notes);
    for (const set of sets) {
      const genes = space.read(set.genes).genes.map(({token}) => token);
      rows.push({library, name: set.name, genes});
    }
  }
  return {
    titles: rows.map(({library, name}) => ({library, name})),
    offsets: offsetsOf(rows.map(({genes}) => genes.length)),
    genes: Int32Array.from(rows.flatMap(({genes}) => genes)),
  };
}

function readBackground(
  {name, genes}: NonNullable<Scope['background']>,
  space: GeneSpace,
  notes: string[],
): number[] {
  return readNames(name, new Set(genes), space, notes).map(({token}) => token);
}

/** Names of genes that an error or note shows. */
const EXAMPLES = 5;

/** Genes of a file, one at least, with a note on those that were left out. */
function readNames(
  file: string,
  names: ReadonlySet<string>,
  space: GeneSpace,
  notes: string[],
): {token: number}[] {
  const {genes, leftOut} = space.read(names);
  const shown = (list: readonly string[]) => list.slice(0, EXAMPLES).join(', ');
  if (genes.length === 0) {
    throw new QuestionError(
      `${file}: found no gene among ${names.size} names such as ${shown([...names])}, expected symbols, Ensembl or NCBI Gene ids of human genes\n    Translate genes of another species to their human orthologues first.`,
    );
  }
  const unread = leftOut.map(({given}) => given);
  const more = unread.length > EXAMPLES ? ', …' : '';
  if (unread.length > 0) {
    const names = unread.length === 1 ? '1 name is' : `${unread.length} names are`;
    notes.push(`${file}: ${names} unknown or ambiguous and left out (${shown(unread)}${more})`);
  }
  return genes;
}

/** The libraries asked for, or all there are. */
function chooseLibraries(
  asked: readonly string[],
  known: readonly string[],
  choice: string,
): string[] {
  const wrong = asked.find(library => !known.includes(library));
  if (wrong === undefined) return asked.length > 0 ? [...asked] : [...known];
  throw new QuestionError(
    `${choice}: found ${wrong}, expected one of ${known.join(', ')}\n    Choose among these, or leave the choice out to test all.`,
  );
}
