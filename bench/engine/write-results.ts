// Results as rows: bench/results/engine.json for programs, a table in bench/RESULTS.md for readers.
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {limitsOf} from './expected-ratios.ts';

export interface Row {
  /** "GROUP: what, unit"; a run of a group replaces all its rows. */
  case: string;
  ours: number;
  peer: number;
  /** ours ÷ peer. */
  ratio: number;
}

export function row(name: string, ours: number, peer: number): Row {
  return {case: name, ours: short(ours), peer: short(peer), ratio: short(ours / peer)};
}

export function isMet({case: name, ratio}: Row): boolean {
  const {atLeast = 0, atMost = Infinity} = limitsOf(name);
  return ratio >= atLeast && ratio <= atMost;
}

/** A Markdown table. */
export function toMarkdown(rows: Row[]): string {
  const lines = rows.map(
    row =>
      `| ${row.case} | ${format(row.ours)} | ${format(row.peer)} | ${row.ratio} | ${askedText(row)} |`,
  );
  return ['| case | ours | peer | ratio | limit |', '| - | -: | -: | -: | - |', ...lines].join(
    '\n',
  );
}

/** Replaces the rows of the groups measured in both files; other groups stay as they were. */
export function writeResults(
  files: {json: string; markdown: string},
  measured: Row[],
  groups: string[],
  setting: string,
): void {
  const rows = merge(readRows(files.json), measured, groups);
  mkdirSync(dirname(files.json), {recursive: true});
  writeFileSync(files.json, `[\n${rows.map(row => `  ${JSON.stringify(row)}`).join(',\n')}\n]\n`);
  const old = readFileSync(files.markdown, 'utf8');
  writeFileSync(files.markdown, replaceTable(old, `${setting}\n\n${toMarkdown(rows)}`));
}

const groupOf = ({case: name}: Row) => name.slice(0, name.indexOf(':'));

function readRows(json: string): Row[] {
  return existsSync(json) ? JSON.parse(readFileSync(json, 'utf8')) : [];
}

function merge(old: Row[], measured: Row[], groups: string[]): Row[] {
  const measuredGroups = new Set(measured.map(groupOf));
  const kept = old.filter(row => !measuredGroups.has(groupOf(row)));
  const rank = (row: Row) => groups.indexOf(groupOf(row));
  return [...kept, ...measured].sort((a, b) => rank(a) - rank(b));
}

const BEGIN = '<!-- make bench-engine: begin -->';
const END = '<!-- make bench-engine: end -->';

/** The text with what lies between the two marks replaced. */
function replaceTable(text: string, table: string): string {
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin < 0 || end < begin) {
    throw new Error(`bench/RESULTS.md has no place for the table: expected ${BEGIN} and ${END}`);
  }
  return `${text.slice(0, begin + BEGIN.length)}\n\n${table}\n\n${text.slice(end)}`;
}

function askedText(row: Row): string {
  const {atLeast, atMost} = limitsOf(row.case);
  if (atLeast === undefined && atMost === undefined) return '';
  const limit = atLeast === undefined ? `≤ ${atMost}` : `≥ ${atLeast}`;
  return `${limit}: ${isMet(row) ? 'met' : '**missed**'}`;
}

/** Four digits are more than a measurement has. */
function short(value: number): number {
  return Number(value.toPrecision(value >= 1000 ? Math.ceil(Math.log10(value)) : 4));
}

function format(value: number): string {
  return value.toLocaleString('en-US', {maximumFractionDigits: 3});
}
