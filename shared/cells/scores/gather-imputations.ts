// What methods imputed, as questions and answers over the same columns, checked to be about the same hidden genes.
import {groupBy} from '../../stats/group-by.ts';
import {drawSome, type GatheredCells, type NamedCells} from '../gather-cells.ts';
import {selectCells} from '../labelled-cells.ts';
import {type HiddenGenes, hideGenes} from './knn-imputer.ts';
import type {ImputedGenes} from './score-imputation.ts';

export interface ImputationRow {
  method: string;
  cellId: string;
  hiddenGenes: readonly string[];
  /** Genes named, best first, and log10(1 + expression) of each. */
  generatedGenes: readonly string[];
  generatedValues: readonly number[];
}

export interface GatheredImputations {
  /** One for each test cell asked about, and its type. */
  questions: HiddenGenes[];
  types: Int32Array;
  /** Answers of each method, in the order of the questions. */
  answers: Map<string, ImputedGenes[]>;
}

/** The questions where no method answered any: a share of the genes of so many test cells at most, both drawn by the seed. */
export interface Questioning {
  hideShare: number;
  imputedCells: number;
  seed: number;
}

/** The methods' answers and their questions; without any, questions are drawn by `questioning`. */
export function gatherImputations(
  rows: readonly ImputationRow[],
  {columnOf, splits}: GatheredCells,
  questioning: Questioning,
): GatheredImputations {
  const {expression, labels, ids} = splits.test;
  if (rows.length === 0) {
    const {cells, questions} = drawQuestions(splits.test, questioning);
    return {questions, types: cells.labels, answers: new Map()};
  }
  const rowOf = new Map(ids.map((id, row) => [id, row]));
  const methods = groupBy(rows, ({method}) => method);
  const [first] = methods.values();
  const places = first.map(({cellId}) => expectCell(rowOf, cellId));
  const questions = first.map(({hiddenGenes}, i) =>
    splitCell(expression, places[i], hiddenGenes, columnOf),
  );
  const answers = Array.from(methods, ([method, own]): [string, ImputedGenes[]] => [
    method,
    own.map((row, i) => {
      expectSame(row, first[i], own.length, first.length);
      return toAnswer(row, questions[i], columnOf);
    }),
  ]);
  return {
    questions,
    types: Int32Array.from(places, row => labels[row]),
    answers: new Map(answers),
  };
}

/** The test cells asked about, in their order, and what is hidden of each. */
export function drawQuestions(
  test: NamedCells,
  {hideShare, imputedCells, seed}: Questioning,
): {cells: NamedCells; questions: HiddenGenes[]} {
  const rows = drawSome([...test.ids.keys()], imputedCells, seed, 2);
  const cells = {...selectCells(test, rows), ids: rows.map(row => test.ids[row])};
  return {cells, questions: hideGenes(cells.expression, hideShare, seed)};
}

function splitCell(
  {offsets, columns, values}: GatheredCells['splits']['test']['expression'],
  row: number,
  hiddenGenes: readonly string[],
  columnOf: ReadonlyMap<string, number>,
): HiddenGenes {
  const hidden = new Set(hiddenGenes.map(gene => columnOf.get(gene)));
  const places = Array.from({length: offsets[row + 1] - offsets[row]}, (_, i) => offsets[row] + i);
  const parts = [false, true].map(isHidden =>
    places.filter(at => hidden.has(columns[at]) === isHidden),
  );
  if (parts[1].length !== hiddenGenes.length) {
    throw new Error(
      `An imputation hides ${hiddenGenes.length} genes of test cell ${row + 1}, which has ${parts[1].length} of them; expected genes that the cell has. Impute the same cells that are scored.`,
    );
  }
  const [shown, hid] = parts;
  return {
    shown: Int32Array.from(shown, at => columns[at]),
    shownValues: Float64Array.from(shown, at => values[at]),
    hidden: Int32Array.from(hid, at => columns[at]),
    hiddenValues: Float64Array.from(hid, at => values[at]),
  };
}

/** Genes outside the matrix keep their place, as column −1; those shown, and repeats, are passed over. */
function toAnswer(
  {generatedGenes, generatedValues}: ImputationRow,
  {shown}: HiddenGenes,
  columnOf: ReadonlyMap<string, number>,
): ImputedGenes {
  const known = new Set<number>(shown);
  const genes: number[] = [];
  const values: number[] = [];
  generatedGenes.forEach((gene, i) => {
    const column = columnOf.get(gene) ?? -1;
    if (known.has(column)) return;
    if (column >= 0) known.add(column);
    genes.push(column);
    values.push(generatedValues[i]);
  });
  return {genes: Int32Array.from(genes), values: Float64Array.from(values)};
}

function expectCell(rowOf: ReadonlyMap<string, number>, cellId: string): number {
  const row = rowOf.get(cellId);
  if (row !== undefined) return row;
  throw new Error(`Imputed cell ${cellId} is no test cell. Impute cells of the test split.`);
}

function expectSame(row: ImputationRow, first: ImputationRow, own: number, expected: number): void {
  const same = own === expected && row.cellId === first?.cellId;
  if (same && row.hiddenGenes.join() === first.hiddenGenes.join()) return;
  throw new Error(
    `${row.method} and ${first?.method} imputed different cells or genes (${own} and ${expected} cells; ${row.cellId} and ${first?.cellId}); expected the same cells and hidden genes in one order. Impute with the same seed and share.`,
  );
}
