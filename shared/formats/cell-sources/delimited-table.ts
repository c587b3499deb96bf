// Small tables of text as R, pandas and spreadsheets write them: tabs, commas, semicolons or blanks between the fields,
// quotes around them, any ends of lines, UTF-8, UTF-16 or Windows' Latin letters.
import {readWholeText} from '../text-file.ts';

export interface DelimitedTable {
  /** Fields without quotes and blanks around them; empty lines are left out. */
  rows: string[][];
  /** The line of each row in the file, from 1. */
  lines: number[];
}

/** A character that stands where bytes are no UTF-8. */
const REPLACEMENT = '\ufffd';
/** Characters in which the first two lines end. */
const HEAD = 1 << 16;
const ENDS = /\r\n|\n|\r/;
const QUOTED = /"(?:[^"\\]|""|\\[\s\S])*"/y;

/** Reads a whole table, plain or gzip-compressed. */
export async function readTable(path: string): Promise<DelimitedTable> {
  const text = await readWholeText(path);
  return parseTable(text.includes(REPLACEMENT) ? await readWholeText(path, 'windows-1252') : text);
}

function parseTable(text: string): DelimitedTable {
  const [header = '', first = ''] = text.slice(0, HEAD).split(ENDS, 2);
  const delimiter = delimiterOf(`${header}\n${first}`);
  const records = text.includes('"') ? splitQuoted(text, delimiter) : splitPlain(text, delimiter);
  const table: DelimitedTable = {rows: [], lines: []};
  records.forEach((row, place) => {
    if (row.length === 1 && row[0] === '') return;
    table.rows.push(row);
    table.lines.push(place + 1);
  });
  return table;
}

/** What parts the fields of the first lines; blanks do where names are in quotes, as R writes tables unless told otherwise. */
function delimiterOf(lines: string): string {
  const bare = lines.replace(/"[^"]*"/g, '""');
  const found = ['\t', ',', ';'].find(each => bare.includes(each));
  return found ?? (/"" +""/.test(bare) ? ' ' : '\t');
}

function splitPlain(text: string, delimiter: string): string[][] {
  return text.split(ENDS).map(line => line.split(delimiter).map(field => field.trim()));
}

/** RFC 4180, and R's `\\"` for a quote within quotes. A record counts as one line, also where quotes hold ends of lines. */
function splitQuoted(text: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (let at = 0; at <= text.length; at++) {
    QUOTED.lastIndex = at;
    const quoted = QUOTED.exec(text)?.[0] ?? '';
    const end = endOfField(text, at + quoted.length, delimiter);
    const inside = quoted.slice(1, -1).replace(/""|\\"/g, '"');
    row.push((inside + text.slice(at + quoted.length, end)).trim());
    at = end;
    if (text[at] === delimiter) continue;
    rows.push(row);
    row = [];
    if (text.startsWith('\r\n', at)) at++;
  }
  return rows;
}

function endOfField(text: string, from: number, delimiter: string): number {
  let at = from;
  while (at < text.length && text[at] !== delimiter && text[at] !== '\n' && text[at] !== '\r') at++;
  return at;
}
