// Brings the completions of several methods together: the same sets, shown in the same way to each. Files are taken
// one by one, so that the rows of one file alone are in memory.
import {
  PROTOCOL_NAMES,
  type Protocol,
  type ProtocolName,
  protocolOf,
} from '../genes/tokens/masking-protocols.ts';
import {groupBy} from '../stats/group-by.ts';
import {METHOD_ROLES, type MethodIdentity} from './method-roles.ts';
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
  kind: string;
  role: string;
  protocol: string;
  seed: number;
}

export interface ProtocolCompletions {
  protocol: Protocol;
  runs: SeedCompletions[];
}

/** The sets of one protocol and seed: as they were shown, and what methods made of them so far. */
interface Run {
  protocol: ProtocolName;
  seed: number;
  /** Of the first method, whose questions the others must have answered too. */
  questions: readonly StoredRow[];
  sets: readonly TestSet[];
  predictions: Map<string, readonly Prediction[]>;
}

type MaxJaccard = (genes: Int32Array, outsideVocabulary: number) => number;

/** Gathers completions file by file. */
export class CompletionGatherer {
  readonly #vocabSize: number;
  readonly #maxJaccard: MaxJaccard;
  /** By set: it does not depend on what of a set is shown, and is dear. */
  readonly #similarities = new Map<number, number>();
  /** By method: the file of its completions, and what it is. */
  readonly #methods = new Map<string, {path: string; identity: MethodIdentity}>();
  readonly #runs = new Map<string, Run>();

  /** `vocabSize` is V, the end token included. */
  constructor(vocabSize: number, maxJaccard: MaxJaccard) {
    this.#vocabSize = vocabSize;
    this.#maxJaccard = maxJaccard;
  }

  /** Methods so far, in the order of their first appearance. */
  get methods(): Map<string, MethodIdentity> {
    return new Map(Array.from(this.#methods, ([method, {identity}]) => [method, identity]));
  }

  /** Takes the rows of a file, of one method or several. */
  add(path: string, rows: readonly StoredRow[]): void {
    const groups = groupBy(rows, ({method, protocol, seed}) => `${method}\n${protocol}\n${seed}`);
    for (const group of groups.values()) this.#addGroup(path, group);
  }

  /** All completions by protocol and seed, in the order of their first appearance. */
  finish(): ProtocolCompletions[] {
    const runs = [...this.#runs.values()];
    if (runs.length === 0) throw new Error('The completions hold no set; expected at least one.');
    for (const run of runs) this.#requireAllMethods(run);
    const names = [...new Set(runs.map(({protocol}) => protocol))];
    return names.map(name => ({
      protocol: protocolOf(name),
      runs: runs.filter(({protocol}) => protocol === name),
    }));
  }

  #addGroup(path: string, rows: readonly StoredRow[]): void {
    const [{method, seed}] = rows;
    this.#requireOneFile(rows[0], path);
    const protocol = requireKnown('protocol', rows[0].protocol, PROTOCOL_NAMES, path);
    const name = `${protocol} ${seed}`;
    const run = this.#runs.get(name) ?? this.#startRun(protocol, seed, rows);
    this.#runs.set(name, run);
    if (rows.length !== run.questions.length) throw describeLack(method, rows.length, run);
    for (const [i, row] of rows.entries()) requireSameQuestion(run.questions[i], row);
    run.predictions.set(
      method,
      rows.map(row => readPrediction(row, this.#vocabSize)),
    );
  }

  #startRun(protocol: ProtocolName, seed: number, questions: readonly StoredRow[]): Run {
    const sets = questions.map((row): TestSet => {
      const set = readTestSet(row, this.#vocabSize);
      return {...set, maxJaccard: this.#similarityOf(set)};
    });
    return {protocol, seed, questions, sets, predictions: new Map()};
  }

  #similarityOf(set: Omit<TestSet, 'maxJaccard'>): number {
    const {setId, promptGenes, heldOutGenes, outsideVocabulary} = set;
    const found =
      this.#similarities.get(setId) ??
      this.#maxJaccard(Int32Array.of(...promptGenes, ...heldOutGenes), outsideVocabulary);
    this.#similarities.set(setId, found);
    return found;
  }

  #requireOneFile({method, kind, role}: StoredRow, path: string): void {
    const known = this.#methods.get(method);
    if (known === undefined) {
      const identity = {kind, role: requireKnown('role', role, METHOD_ROLES, path)};
      this.#methods.set(method, {path, identity});
    } else if (known.path !== path) {
      throw new Error(
        `${path}: completions of the method ${method}, which ${known.path} holds too; expected each method once. Give complete-gene-sets another method name.`,
      );
    }
  }

  #requireAllMethods(run: Run): void {
    const lacking = [...this.#methods.keys()].find(method => !run.predictions.has(method));
    if (lacking !== undefined) throw describeLack(lacking, 0, run);
  }
}

function describeLack(method: string, found: number, {protocol, seed, questions}: Run): Error {
  return new Error(
    `Completions of ${method} under ${protocol}, seed ${seed}: found ${found} sets; expected the ${questions.length} that ${questions[0].method} completed. Complete the same test sets with the same protocols and seeds.`,
  );
}

function requireKnown<Name extends string>(
  what: string,
  found: string,
  names: readonly Name[],
  path: string,
): Name {
  const known = names.find(name => name === found);
  if (known) return known;
  throw new Error(
    `${path}: found the ${what} ${found}, expected ${names.join(', ')}. Complete the sets again.`,
  );
}
