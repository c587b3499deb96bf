// Rows of tab-separated text that a spreadsheet may open: no cell breaks its row or is taken for a formula.
// Reference: OWASP, CSV Injection.
import {visibleText} from './visible-text.ts';

/** What a spreadsheet takes for the beginning of a formula, its wide forms included. */
const FORMULA = /^[=+\-@＝＋－＠]/;

/** One row, without the end of its line; what is undefined leaves its cell empty. */
export function tsvLine(cells: readonly (string | number | undefined)[]): string {
  return cells.map(cell => (typeof cell === 'string' ? textCell(cell) : (cell ?? ''))).join('\t');
}

// A number is no formula, whatever its sign; other text gets the apostrophe by which spreadsheets know text.
function textCell(text: string): string {
  const line = visibleText(text.replace(/[\t\r\n]+/g, ' '));
  const isNumber = line.trim() !== '' && Number.isFinite(Number(line));
  return FORMULA.test(line.trimStart()) && !isNumber ? `'${line}` : line;
}
