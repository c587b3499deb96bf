// Brings the completions of several methods together: the same sets, shown in the same way to each.
import {PROTOCOL_NAMES, type Protocol, type ProtocolName, protocolOf} from './protocols.ts';
import {
  readPrediction,
  readTestSet,
  requireSameQuestion,
  type StoredCompletion,
} from './read-completions.ts';
import type {Prediction, TestSet} from './score-completion.ts';
import type {SeedCompletions} from './score-methods.ts';

interface StoredRow extends StoredCompletion {
  method: string;
  protocol: string;
  seed: number;
}

/** A file of completions and the rows in it, of one method or several. */
export interface MethodCompletions {
  path: string;
  rows: readonly StoredRow[];
}

export interface ProtocolCompletions {
  protocol: Protocol;
  runs: SeedCompletions[];
}

/** Rows of one method, protocol and seed. */
type Group = {method: string; protocol: ProtocolName; seed: number; rows: StoredRow[]};

/** All completions by protocol and seed, in the order of their first appearance; methods likewise. */
export function gatherCompletions(
  files: readonly MethodCompletions[],
  tokens: ReadonlyMap<string, number>,
  maxJaccard: (genes: Int32Array, outsideVocabulary: number) => number,
): {methods: string[]; protocols: ProtocolCompletions[]} {
  const groups = [...groupRows(files).values()];
  if (groups.length === 0) {
    throw new Error(`${files.map(({path}) => path).join(', ')}: no completions; expected a set.`);
  }
  const methods = [...new Set(groups.map(({method}) => method))];
  const names = [...new Set(groups.map(({protocol}) => protocol))];
  const similarity = rememberBySet(maxJaccard);
  const protocols = names.map((name): ProtocolCompletions => {
    const own = groups.filter(({protocol}) => protocol === name);
    const seeds = [...new Set(own.map(({seed}) => seed))];
    const runs = seeds.map(seed =>
      gatherRun(
        own.filter(group => group.seed === seed),
        {methods, tokens, similarity},
      ),
    );
    return {protocol: protocolOf(name), runs};
  });
  return {methods, protocols};
}

interface Gathering {
  methods: readonly string[];
  tokens: ReadonlyMap<string, number>;
  similarity: (set: Omit<TestSet, 'maxJaccard'>) => number;
}

function gatherRun(
  groups: readonly Group[],
  {methods, tokens, similarity}: Gathering,
): SeedCompletions {
  const [{protocol, seed, rows}] = groups;
  const sets = rows.map((row): TestSet => {
    const set = readTestSet(row, tokens);
    return {...set, maxJaccard: similarity(set)};
  });
  const predictions = new Map<string, Prediction[]>();
  for (const method of methods) {
    const own = groups.find(group => group.method === method)?.rows ?? [];
    if (own.length !== rows.length) {
      throw new Error(
        `Completions of ${method} under ${protocol}, seed ${seed}: found ${own.length} sets; expected the ${rows.length} that ${groups[0].method} completed. Complete the same test sets with the same protocols and seeds.`,
      );
    }
    for (const [i, row] of own.entries()) requireSameQuestion(rows[i], row);
    predictions.set(
      method,
      own.map(row => readPrediction(row, tokens)),
    );
  }
  return {seed, sets, predictions};
}

function groupRows(files: readonly MethodCompletions[]): Map<string, Group> {
  const groups = new Map<string, Group>();
  const origins = new Map<string, string>();
  for (const {path, rows} of files) {
    for (const row of rows) {
      const {method, seed} = row;
      const origin = origins.get(method) ?? path;
      if (origin !== path) {
        throw new Error(
          `${path}: completions of the method ${method}, which ${origin} holds too; expected each method once. Give complete-gene-sets another method name.`,
        );
      }
      origins.set(method, path);
      const protocol = requireProtocol(row, path);
      const key = JSON.stringify([method, protocol, seed]);
      const group = groups.get(key);
      if (group) group.rows.push(row);
      else groups.set(key, {method, protocol, seed, rows: [row]});
    }
  }
  return groups;
}

function requireProtocol({protocol}: StoredRow, path: string): ProtocolName {
  const known = PROTOCOL_NAMES.find(name => name === protocol);
  if (known) return known;
  throw new Error(
    `${path}: found the protocol ${protocol}, expected ${PROTOCOL_NAMES.join(', ')}. Complete the sets again.`,
  );
}

/** The similarity of a set does not depend on what of it is shown, and is dear: each set's is computed once. */
function rememberBySet(
  maxJaccard: (genes: Int32Array, outsideVocabulary: number) => number,
): Gathering['similarity'] {
  const known = new Map<number, number>();
  return ({setId, promptGenes, heldOutGenes, outsideVocabulary}) => {
    const found =
      known.get(setId) ??
      maxJaccard(Int32Array.of(...promptGenes, ...heldOutGenes), outsideVocabulary);
    known.set(setId, found);
    return found;
  };
}
