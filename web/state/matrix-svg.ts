// The matrix of genes and sets as a picture and as a sheet.
import {textWidth} from '../../shared/report/charts/text-width.ts';
import {cutName} from '../../shared/text/aligned-table.ts';
import {escapeHtml} from '../../shared/text/html.ts';
import {visibleText} from '../../shared/text/visible-text.ts';
import type {Matrix} from '../protocol.ts';
import type {Sheet} from './export-text.ts';
import {libraryText} from './words/library-text.ts';

/** Pixels of a cell, of the column of symbols, and of the type. */
const [CELL, SYMBOLS, FONT] = [18, 96, 11];
const NAME_WIDTH = 60;
/** The widest common typeface is so much wider than widths are measured. */
const WIDEST = 1.2;

/** Numbered columns, with the names of the sets below. */
export function matrixSvg({genes, sets, cells}: Matrix): string {
  const top = CELL + 8;
  const below = top + CELL * genes.length + 16;
  const labels = sets.map(
    ({name, library}, j) =>
      `${j + 1}  ${cutName(visibleText(name), NAME_WIDTH)} (${visibleText(libraryText(library))})`,
  );
  const widths = labels.map(label => 20 + WIDEST * textWidth(label, FONT));
  const width = Math.ceil(Math.max(SYMBOLS + CELL * sets.length + 10, ...widths));
  const height = below + 16 * sets.length;
  const middle = (column: number) => SYMBOLS + CELL * (column + 0.5);
  const numbers = sets.map((_, j) => text(middle(j), CELL, 'middle', String(j + 1)));
  const rows = genes.flatMap((gene, i) => [
    text(SYMBOLS - 8, top + CELL * (i + 0.7), 'end', gene),
    ...sets.map((_, j) => {
      const [x, y] = [SYMBOLS + CELL * j + 1, top + CELL * i + 1];
      const paint = cells[i][j] === 1 ? '#0072b2' : '#e7ebef';
      return `<rect x="${x}" y="${y}" width="${CELL - 2}" height="${CELL - 2}" fill="${paint}"/>`;
    }),
  ]);
  const names = labels.map((label, j) => text(10, below + 16 * (j + 0.7), 'start', label));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><g font-family="system-ui, sans-serif" font-size="${FONT}" fill="#24292f">${[...numbers, ...rows, ...names].join('')}</g></svg>`;
}

function text(x: number, y: number, anchor: string, content: string): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${escapeHtml(visibleText(content))}</text>`;
}

/** A row for each gene, a column for each set. */
export function matrixSheet({genes, sets, cells}: Matrix): Sheet {
  return {
    header: ['gene', ...sets.map(({name}) => name)],
    rows: genes.map((gene, i) => [gene, ...cells[i]]),
  };
}
