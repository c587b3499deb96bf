// Which test sets are asked about, under each protocol and seed: the same for models and for rankings from elsewhere.
import {type GeneSetTable, genesOf} from '../../genes/sets/gene-set-table.ts';
import {
  type Protocol,
  type ProtocolName,
  protocolOf,
  seedsOf,
} from '../../genes/tokens/masking-protocols.ts';
import {pairVersions} from './pair-versions.ts';
import {askableSets, type GeneTokens, type TestSet} from './part-sets.ts';

/** The sets of one protocol and seed. */
export interface Round {
  protocol: Protocol;
  seed: number;
  /** Whether it is the protocol's first seed. */
  isFirst: boolean;
  sets: readonly TestSet[];
}

export interface Questions {
  rounds: Round[];
  /** Sets left out, and why. */
  notes: {message: string; count: number}[];
}

/** Where the questions come from; `older` are older versions of the sets, for `additions`. */
export interface QuestionSource {
  /** Of the test sets, for messages. */
  path: string;
  testSets: GeneSetTable;
  older: readonly GeneSetTable[];
  tokens: GeneTokens;
}

/** What is asked about the sets. */
export interface Asked {
  protocols: readonly ProtocolName[];
  seeds: readonly number[];
  /** Of the protocols, those with random parts that take the first seed alone. */
  drawnOnce: readonly ProtocolName[];
}

/** Lists the rounds by protocol, then seed; fails where a protocol can ask about none of the sets. */
export function listQuestions(
  source: QuestionSource,
  {protocols, seeds, drawnOnce}: Asked,
): Questions {
  const all = setsOf(source.testSets);
  const notes = new Map<string, number>();
  const rounds = protocols.map(protocolOf).flatMap(protocol => {
    const offered = protocol.order === 'versions' ? pairedSets(all, source, notes) : all;
    const sets = askableSets(offered, source.tokens, protocol);
    if (sets.length === 0) throw describeNone(source.path, offered.length, protocol);
    notes.set(describeShort(protocol), offered.length - sets.length);
    const drawn = drawnOnce.includes(protocol.name) ? seeds.slice(0, 1) : seeds;
    return seedsOf(protocol, drawn).map(
      (seed, i): Round => ({protocol, seed, isFirst: i === 0, sets}),
    );
  });
  const counted = Array.from(notes, ([message, count]) => ({message, count}));
  return {rounds, notes: counted.filter(({count}) => count > 0)};
}

function setsOf(table: GeneSetTable): TestSet[] {
  return Array.from(table.setIds, (setId, row): TestSet => {
    const genes = Array.from(genesOf(table, row), gene => table.symbols[gene]);
    return {setId, library: table.libraries[row], name: table.names[row], genes};
  });
}

function pairedSets(
  all: readonly TestSet[],
  {path, older}: QuestionSource,
  notes: Map<string, number>,
): TestSet[] {
  if (older.length === 0) {
    throw new Error(
      `${path}: found no older version of these sets; expected one for the protocol additions. Connect it to olderSets, or give it as --old FILE to evaluate.`,
    );
  }
  const {sets, unmatched, ambiguous} = pairVersions(all, older.flatMap(setsOf));
  notes.set('sets without an older version by that name, left out of additions', unmatched);
  notes.set('sets with several older versions by that name, left out of additions', ambiguous);
  if (sets.length > 0) return sets;
  throw new Error(
    `${path}: found none of ${all.length} sets in the older version by accession number or name (${ambiguous} there several times); expected two versions of one library.`,
  );
}

function describeShort({name, order, least}: Protocol): string {
  if (order === 'versions') {
    return `sets without a shown or without an added gene of the vocabulary, left out of ${name}`;
  }
  const genes = least.shown + least.hidden;
  const where = name === 'half' ? ` of ${name}` : '';
  return `sets with fewer than ${genes} genes of the vocabulary, left out${where}`;
}

function describeNone(path: string, sets: number, {name, order, least}: Protocol): Error {
  const {shown, hidden} = least;
  const [found, remedy] =
    order === 'versions'
      ? ['has gained a gene', 'Is the older version another file, and the older one of the two?']
      : [`has ${shown + hidden} genes`, 'Are they human gene symbols?'];
  return new Error(
    `${path}: none of ${sets} sets ${found} of the vocabulary, expected for ${name} at least ${shown} to show and ${hidden} to find. ${remedy}`,
  );
}
