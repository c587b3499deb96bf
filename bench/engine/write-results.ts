// Results as rows: bench/results/engine.json for programs, a table in bench/RESULTS.md for readers.
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {limitsOf} from './expected-ratios.ts';
import {median} from './median.ts';

export interface Row {
  /** "GROUP: what, unit"; a run of a group replaces all its rows. */
  case: string;
  ours: number;
  peer: number;
  /** ours ÷ peer. */
  ratio: number;
  /** Shares of the processor's multiply-adds that a training step is, ours and the peer's. */
  ofPeak?: [number, number];
}

/** A row of rounds in which both took turns: medians, and the median of the rounds' ratios. */
export function pairedRow(name: string, ours: readonly number[], peer: readonly number[]): Row {
  const ratios = ours.map((value, round) => value / peer[round]);
  const [of, against, ratio] = [ours, peer, ratios].map(values => short(median(values)));
  return {case: name, ours: of, peer: against, ratio};
}

export function isMet({case: name, ratio}: Row): boolean {
  const {atLeast = 0, atMost = Infinity} = limitsOf(name);
  return ratio >= atLeast && ratio <= atMost;
}

/** A Markdown table. */
export function toMarkdown(rows: Row[]): string {
  const lines = rows.map(
    row =>
      `| ${row.case} | ${format(row.ours)} | ${format(row.peer)} | ${row.ratio} | ${shareText(row)} | ${askedText(row)} |`,
  );
  const head = [
    '| case | ours | peer | ratio | of the peak | limit |',
    '| - | -: | -: | -: | -: | - |',
  ];
  return [...head, ...lines].join('\n');
}

/** Replaces the rows of the groups measured in both files; other groups stay, unless measured under other conditions. */
export function writeResults(
  files: {json: string; markdown: string},
  measured: Row[],
  groups: string[],
  {conditions, text}: {conditions: string; text: string},
): void {
  const rows = merge(readRows(files.json, conditions), measured, groups);
  mkdirSync(dirname(files.json), {recursive: true});
  writeFileSync(files.json, JSON.stringify({conditions, rows}, null, 2));
  const old = readFileSync(files.markdown, 'utf8');
  writeFileSync(files.markdown, replaceTable(old, `${text}\n\n${toMarkdown(rows)}`));
}

const groupOf = ({case: name}: Row) => name.slice(0, name.indexOf(':'));

function readRows(json: string, conditions: string): Row[] {
  if (!existsSync(json)) return [];
  const old = JSON.parse(readFileSync(json, 'utf8')) as {conditions: string; rows: Row[]};
  return old.conditions === conditions ? old.rows : [];
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

function shareText({ofPeak}: Row): string {
  return ofPeak ? ofPeak.map(share => `${(100 * share).toFixed(0)} %`).join(' / ') : '';
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
