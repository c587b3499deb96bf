// Brings the completions of several methods together: the same sets, shown in the same way to each. Files are taken
// one by one, so that the symbols of one file alone are in memory.
import {
  PROTOCOL_NAMES,
  type Protocol,
  type ProtocolName,
  protocolOf,
} from '../genes/tokens/masking-protocols.ts';
import {groupBy} from '../stats/group-by.ts';
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

export interface ProtocolCompletions {
  protocol: Protocol;
  runs: SeedCompletions[];
}

/** The sets of one protocol and seed: as they were shown, and what methods made of them so far. */
interface Run {
  protocol: ProtocolName;
  seed: number;
  /** Of the first method, whose questions the others must have been asked too. */
  questions: readonly StoredRow[];
  sets: readonly TestSet[];
  predictions: Map<string, readonly Prediction[]>;
}

type MaxJaccard = (genes: Int32Array, outsideVocabulary: number) => number;

/** Gathers completions file by file. */
export class CompletionGatherer {
  readonly #tokens: ReadonlyMap<string, number>;
  readonly #maxJaccard: MaxJaccard;
  /** By set: it does not depend on what of a set is shown, and is dear. */
  readonly #similarities = new Map<number, number>();
  readonly #origins = new Map<string, string>();
  readonly #runs = new Map<string, Run>();

  constructor(tokens: ReadonlyMap<string, number>, maxJaccard: MaxJaccard) {
    this.#tokens = tokens;
    this.#maxJaccard = maxJaccard;
  }

  /** Methods so far, in the order of their first appearance. */
  get methods(): string[] {
    return [...this.#origins.keys()];
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
    this.#requireOneOrigin(method, path);
    const protocol = requireProtocol(rows[0], path);
    const name = `${protocol} ${seed}`;
    const run = this.#runs.get(name) ?? this.#startRun(protocol, seed, rows);
    this.#runs.set(name, run);
    if (rows.length !== run.questions.length) throw describeLack(method, rows.length, run);
    for (const [i, row] of rows.entries()) requireSameQuestion(run.questions[i], row);
    run.predictions.set(
      method,
      rows.map(row => readPrediction(row, this.#tokens)),
    );
  }

  #startRun(protocol: ProtocolName, seed: number, questions: readonly StoredRow[]): Run {
    const sets = questions.map((row): TestSet => {
      const set = readTestSet(row, this.#tokens);
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

  #requireOneOrigin(method: string, path: string): void {
    const origin = this.#origins.get(method) ?? path;
    this.#origins.set(method, origin);
    if (origin === path) return;
    throw new Error(
      `${path}: completions of the method ${method}, which ${origin} holds too; expected each method once. Give complete-gene-sets another method name.`,
    );
  }

  #requireAllMethods(run: Run): void {
    const lacking = this.methods.find(method => !run.predictions.has(method));
    if (lacking !== undefined) throw describeLack(lacking, 0, run);
  }
}

function describeLack(method: string, found: number, {protocol, seed, questions}: Run): Error {
  return new Error(
    `Completions of ${method} under ${protocol}, seed ${seed}: found ${found} sets; expected the ${questions.length} that ${questions[0].method} completed. Complete the same test sets with the same protocols and seeds.`,
  );
}

function requireProtocol({protocol}: StoredRow, path: string): ProtocolName {
  const known = PROTOCOL_NAMES.find(name => name === protocol);
  if (known) return known;
  throw new Error(
    `${path}: found the protocol ${protocol}, expected ${PROTOCOL_NAMES.join(', ')}. Complete the sets again.`,
  );
}
