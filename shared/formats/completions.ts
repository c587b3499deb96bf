// Completions: what one method made of every test set of which part was hidden, under each protocol and seed.
import {checkBeside, checkIndices} from './check-index.ts';
import {type RowOf, recordTable} from './record-table.ts';

/** Name and version, of whichever columns are read. */
const FORMAT = ['completions', 4] as const;

const COLUMNS = {
  method: 'string',
  kind: 'string',
  role: 'string',
  protocol: 'string',
  seed: 'int32',
  setId: 'int32',
  library: 'string',
  name: 'string',
  promptGenes: 'int32[]',
  heldOutGenes: 'int32[]',
  outsideGenes: 'string[]',
  generatedGenes: 'int32[]',
  generatedProbabilities: 'float64[]',
  generatedChances: 'float64[]',
  heldOutRanks: 'int32[]',
} as const;

/**
 * One row for each protocol, seed and test set, all of one method; genes are tokens of the vocabulary. `kind` and `role`:
 * of the method (`shared/scores/method-roles.ts`). `heldOutGenes`: the hidden genes that have a token; `outsideGenes`:
 * the symbols of those that have none, which no method can name. `generatedGenes`: the genes that the method names, best
 * first where it ranks them, in order of sampling where it samples. `generatedProbabilities`: the probability of each to
 * be the next gene given the prompt, where the method has one; given for a protocol's first seed, else empty.
 * `generatedChances`: the calibrated chance, 0..1, that each is one of the hidden genes; empty where there is none, and
 * beyond the first seed. `heldOutRanks`: the 1-based rank of each of `heldOutGenes` among all genes outside the prompt.
 */
export const completions = recordTable(...FORMAT, COLUMNS, checkRows);

const {kind, role, heldOutRanks, generatedProbabilities, ...SHOWN} = COLUMNS;
const {generatedChances, ...SCORED} = {...SHOWN, kind, role, heldOutRanks};

/** The columns that a report shows: what is not read costs nothing. */
export const shownCompletions = recordTable(...FORMAT, SHOWN, checkRows);

/** The columns that scores need. */
export const scoredCompletions = recordTable(...FORMAT, SCORED, checkRows);

const TOKENS = ['promptGenes', 'heldOutGenes', 'generatedGenes'] as const;
const BESIDE = ['generatedProbabilities', 'generatedChances'] as const;
/** Tokens have 32 bits; which of them the vocabulary has, the reader of both knows. */
const MOST_TOKENS = 2 ** 31;

type Row = RowOf<typeof COLUMNS>;
type CheckedRow = Pick<Row, (typeof TOKENS)[number]> & Partial<Pick<Row, (typeof BESIDE)[number]>>;

function checkRows(path: string, rows: readonly CheckedRow[]): void {
  for (const [place, row] of rows.entries()) checkRow(path, place + 1, row);
}

function checkRow(path: string, row: number, values: CheckedRow): void {
  const at = (column: string) => `row ${row}, column '${column}'`;
  for (const column of TOKENS) checkIndices(path, at(column), values[column], MOST_TOKENS, 1);
  for (const column of BESIDE) {
    const beside = values[column];
    if (beside) checkBeside(path, at(column), values.generatedGenes, beside);
  }
}
