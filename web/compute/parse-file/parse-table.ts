// A dropped table: its separator, its header, and what its columns hold.
import type {GeneModel} from '../../../run/geneglot.mjs';
import type {Step} from '../../../shared/answers/step.ts';
import {withoutComments} from '../../../shared/genes/symbols/split-names.ts';
import type {ParsedTable, TableColumn} from '../../protocol.ts';
import {refusal} from './decode-file.ts';
import {splitRows} from './split-rows.ts';

const SEPARATORS = ['\t', ',', ';'];
/** Rows by which separator, header and columns of genes are known. */
const SAMPLE = 100;
/** Characters within which the first row begins. */
const HEAD = 1 << 16;
/** Rows that a page takes in. */
const MOST_ROWS = 200_000;
const EXAMPLES = 3;
/** Share of rows that must be as wide as the usual one. */
const MOSTLY_ALIKE = 0.9;
/** Share of a column's values that must be genes. */
const MOSTLY = 0.5;

/** Fields without a value, as R, pandas and Excel write them. */
const MISSING = /^(|na|nan|n\/a|null|none|-|#n\/a)$/i;
const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$|^[-+]?inf(inity)?$/i;
const COMMA_NUMBER = /^[-+]?\d*,\d+(e[-+]?\d+)?$/i;
/** Numbers are genes only where the column says that they are ids. */
const ID_COLUMN = /entrez|ncbi|gene.?id/i;

/** The separator that splits nearly all lines into as many fields, two at least; of several the one of most fields. */
export function findSeparator(text: string): string | undefined {
  const widths = SEPARATORS.map(separator => ({separator, width: usualWidth(text, separator)}));
  const [best] = widths.sort((a, b) => b.width - a.width);
  return best.width > 1 ? best.separator : undefined;
}

/** The rows without comments, but with a header that is marked as one: the last above them, with as many fields. */
export function withHeader(text: string, separator: string): string {
  const rows = withoutComments(text);
  const lines = text.slice(0, HEAD).split('\n');
  const first = lines.findIndex(line => /^\s*[^\s#]/.test(line));
  const marked = lines.slice(0, first).findLast(line => line.trim() !== '');
  if (marked === undefined) return rows;
  const isHeader = marked.split(separator).length === lines[first].split(separator).length;
  return isHeader ? `${marked}\n${rows}` : rows;
}

/** Fields of nearly all rows; 0 where they differ. R leaves the name of the first column out of the header. */
function usualWidth(text: string, separator: string): number {
  const [first, ...rest] = firstRows(text, separator).map(({length}) => length);
  if (rest.length === 0) return 0;
  const usual = [...rest].sort((a, b) => a - b)[rest.length >> 1];
  const alike = rest.filter(count => count === usual).length;
  return (first === usual || first === usual - 1) && alike >= MOSTLY_ALIKE * rest.length
    ? usual
    : 0;
}

export async function parseTable(
  name: string,
  text: string,
  separator: string,
  {model, step}: {model: GeneModel; step: Step},
): Promise<ParsedTable> {
  const rows: string[][] = [];
  const lines = countLines(text);
  for (const row of splitRows(text, separator)) {
    if (rows.length > MOST_ROWS) {
      const found = `more than ${MOST_ROWS.toLocaleString('en')} rows`;
      throw refusal(name, found, 'Leave out the rows that are not needed');
    }
    await step(rows.length, lines);
    rows.push(row.map(field => field.trim()));
  }
  const width = rows.reduce((most, {length}) => Math.max(most, length), 0);
  const header = hasHeader(rows, model) ? namesOf(rows.shift() as string[], width) : undefined;
  for (const row of rows) while (row.length < width) row.push('');
  const columns = Array.from({length: width}, (_, i) =>
    describeColumn(header?.[i] || `column ${i + 1}`, i, rows, model),
  );
  const alarm = columns.some(({looksLikeGenes}) => looksLikeGenes)
    ? {}
    : {
        alarm: `${name}: found no column of genes among ${columns.map(column => column.name).join(', ')}, expected symbols, Ensembl or NCBI Gene ids of human genes. Choose a column, or add one.`,
      };
  return {kind: 'table', columns, rows, ...alarm};
}

function countLines(text: string): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

function firstRows(text: string, separator: string): string[][] {
  const rows: string[][] = [];
  for (const row of splitRows(text, separator)) {
    if (rows.push(row) === SAMPLE) break;
  }
  return rows;
}

/** The first row names columns where it holds no number above numbers, or no gene above genes. */
function hasHeader([first, ...rest]: readonly string[][], model: GeneModel): boolean {
  const sample = rest.slice(0, SAMPLE);
  if (sample.length === 0) return false;
  // R leaves the name of the first column out.
  const shift = sample[0].length - first.length === 1 ? 1 : 0;
  return first.some((field, i) => {
    const below = sample.map(row => row[i + shift] ?? '').filter(value => !MISSING.test(value));
    if (below.length === 0) return false;
    if (isNumeric(below)) return !isNumber(field) && !MISSING.test(field);
    return geneShare(below, model) >= MOSTLY && geneShare([field], model) === 0;
  });
}

function namesOf(header: readonly string[], width: number): string[] {
  const names = header.length === width - 1 ? ['row', ...header] : [...header];
  // Some tools mark the header as a comment.
  return names.map((name, i) => (i === 0 ? name.replace(/^#\s*/, '') : name));
}

function describeColumn(
  name: string,
  column: number,
  rows: string[][],
  model: GeneModel,
): TableColumn {
  const values = rows.map(row => row[column]).filter(value => !MISSING.test(value));
  const numeric = values.length > 0 && isNumeric(values);
  if (numeric) for (const row of rows) row[column] = plainNumber(row[column]);
  const mayBeGenes = !numeric || ID_COLUMN.test(name);
  const sample = [...new Set(values.slice(0, 10 * SAMPLE))].slice(0, SAMPLE);
  return {
    ...{name, numeric},
    examples: sample.slice(0, EXAMPLES),
    looksLikeGenes: mayBeGenes && geneShare(sample, model) >= MOSTLY,
    ...(numeric && rangeOf(values.map(value => Number(plainNumber(value))))),
  };
}

function rangeOf(numbers: readonly number[]): {min?: number; max?: number} {
  const finite = numbers.filter(Number.isFinite);
  if (finite.length === 0) return {};
  return {
    min: finite.reduce((a, b) => Math.min(a, b)),
    max: finite.reduce((a, b) => Math.max(a, b)),
  };
}

function isNumeric(values: readonly string[]): boolean {
  return values.every(isNumber);
}

function isNumber(value: string): boolean {
  return NUMBER.test(value) || COMMA_NUMBER.test(value);
}

/** A number as JavaScript reads it: `0,05` is `0.05`, `-inf` is `-Infinity`. */
function plainNumber(value: string): string {
  if (COMMA_NUMBER.test(value)) return value.replace(',', '.');
  return value.replace(/^([-+]?)inf(inity)?$/i, '$1Infinity');
}

/** Share of the values that are names of genes, known to the model or not; single letters are more often a code. */
export function geneShare(values: readonly string[], model: GeneModel): number {
  if (values.length === 0) return 0;
  const unique = [...new Set(values)];
  const words = unique.filter(({length}) => length > 1);
  const {leftOut} = model.read(words);
  const unread = leftOut.filter(({reason}) => reason === 'unknown').length;
  return (words.length - unread) / unique.length;
}
