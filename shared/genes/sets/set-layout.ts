// How a file lays out its gene sets: GMT, GMX (a set in each column), or a table with a gene in each row.
import {unquote} from '../symbols/clean-name.ts';
import {isMissingMark} from '../symbols/missing-mark.ts';

export type SetLayout = 'gmt' | 'gmx' | 'long';

/** Rows by which a layout is known. */
const SAMPLE = 1000;
/** Rows by which GMX is known. */
const HEAD = 3;
/** Most columns of a table of sets and genes. */
const MOST_COLUMNS = 3;
/** A line of a list; a web page begins with `<`. */
const WORD = /^[^\s,;<][^\s,;]*$/;
const GMX_NAME = /\.gmx(\.txt)?(\.gz)?$/i;
/** Names of columns in tables of sets and genes. */
const HEADER =
  /^(gs_?name|(gene[ ._-]?)?sets?|terms?|pathways?|gene[ ._-]?(symbols?|ids?|names?)|genes?|symbols?|members?|(entrez|ensembl|hgnc|ncbi)\w*)$/i;

/** The layout of a file by its name and first lines; other kinds of files are refused. */
export function findLayout(file: string, text: string): SetLayout {
  if (/^\s*[{[]\s*["{[]/.test(text)) {
    throw new Error(
      `${file}: found JSON; expected GMT: name, description and genes, separated by tabs. Export or download the same sets as GMT.`,
    );
  }
  if (GMX_NAME.test(file)) return 'gmx';
  const head = splitRows(text, {most: HEAD});
  if (isGmx(head)) return 'gmx';
  // Nearly every file: nothing else has so wide a first row, so no other row is looked at.
  if (head.length > 0 && head[0].length > MOST_COLUMNS) return 'gmt';
  const rows = splitRows(text, {most: SAMPLE});
  if (rows.length > 0 && rows.every(row => row.length === 1 && WORD.test(row[0]))) {
    throw new Error(
      `${file}: found one word a line, such as ${rows[0][0].slice(0, 60)} (a list, or GRP); expected GMT: name, description and genes, separated by tabs. Put the genes into one line behind a name and a description, or give the file as a list: geneglot complete --file genes.txt.`,
    );
  }
  return findColumns(rows) === undefined ? 'gmt' : 'long';
}

/** GMT lines of the sets of a GMX file: names in the first line, descriptions in the second, genes below. */
export function turnColumns(text: string): string {
  const [names = [], descriptions = [], ...genes] = splitRows(text, {all: true});
  const sets = names.map((name, column) => [
    name,
    descriptions[column] ?? '',
    ...genes.map(row => row[column] ?? '').filter(gene => gene !== ''),
  ]);
  return sets
    .filter(set => set.some(field => field !== ''))
    .map(toLine)
    .join('');
}

/** GMT lines of the sets of a table with a gene in each row, in the order of their first rows. */
export function gatherRows(file: string, text: string): string {
  const rows = splitRows(text);
  const {set, gene, width} = findColumns(rows.slice(0, SAMPLE)) as Columns;
  const genesOf = new Map<string, string[]>();
  for (const [i, row] of rows.entries()) {
    if (i === 0 && isHeader(row, rows.slice(1), set)) continue;
    if (row.length !== width) {
      throw new Error(
        `${file}: found ${row.length} fields in row ${i + 1} (${row[0].slice(0, 60)}), expected ${width}: a set and a gene in each row. Mend or remove the row.`,
      );
    }
    const genes = genesOf.get(row[set]);
    if (genes) genes.push(row[gene]);
    else genesOf.set(row[set], [row[gene]]);
  }
  return Array.from(genesOf, ([name, genes]) => toLine([name, '', ...genes])).join('');
}

interface Columns {
  set: number;
  gene: number;
  width: number;
}

/** Where set and gene stand in a table of as many rows as memberships; undefined where rows are no such table. */
function findColumns(rows: string[][]): Columns | undefined {
  const width = rows[0]?.length;
  if (rows.length < 3 || width > MOST_COLUMNS || rows.some(row => row.length !== width))
    return undefined;
  const [, ...body] = rows;
  const distinct = (column: number) => new Set(body.map(row => row[column])).size;
  if (width === 3) {
    // R numbers its rows; else a description stands between set and gene.
    const isNumbered = body.every((row, i) => Number(row[0]) === i + 1 || Number(row[0]) === i + 2);
    if (isNumbered) return {set: 1, gene: 2, width};
    return 2 * distinct(0) <= body.length ? {set: 0, gene: 2, width} : undefined;
  }
  if (width !== 2) return undefined;
  const [first, second] = [distinct(0), distinct(1)];
  if (Math.min(first, second) === body.length) return undefined;
  return first <= second ? {set: 0, gene: 1, width} : {set: 1, gene: 0, width};
}

function isHeader(row: string[], rest: string[][], set: number): boolean {
  return row.some(field => HEADER.test(field)) && !rest.some(other => other[set] === row[set]);
}

function isGmx(rows: string[][]): boolean {
  const [names, descriptions, ...genes] = rows;
  if (genes.length === 0 || names.length < 2 || descriptions.length !== names.length) return false;
  return descriptions.every(isMissingMark) && !names.every(isMissingMark);
}

/**
 * The fields of the lines that are not blank and no comments, of the first `most` of them; without empty ones at the end
 * unless `all`.
 */
function splitRows(
  text: string,
  {all = false, most = Number.POSITIVE_INFINITY}: {all?: boolean; most?: number} = {},
): string[][] {
  const lines = text.split(/\r\n|\r|\n/).filter(line => line.trim() !== '' && !/^#/.test(line));
  return lines.slice(0, most).map(line => {
    const fields = line.split('\t').map(field => unquote(field.trim()));
    while (!all && fields.length > 1 && fields.at(-1) === '') fields.pop();
    return fields;
  });
}

function toLine(fields: string[]): string {
  return `${fields.join('\t')}\n`;
}
