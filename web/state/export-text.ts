// Answers as files: tables of text, gene sets and JSON, each with what was asked above it.
import {tsvLine} from '../../shared/text/tsv-line.ts';
import {visibleJson} from '../../shared/text/visible-text.ts';
import type {NamedList, Reading} from '../protocol.ts';

export interface Sheet {
  header: string[];
  rows: (string | number | undefined)[][];
}

/** A line for each row below a header; lines of the caption begin with `#`. No cell is taken for a formula. */
export function toTsv({header, rows}: Sheet, caption: readonly string[]): string {
  const above = caption.map(line => `# ${tsvLine([line])}`);
  return `${[...above, tsvLine(header), ...rows.map(row => tsvLine(row))].join('\n')}\n`;
}

/** A line for each set: name, caption, genes. */
export function toGmt(lists: readonly NamedList[], caption: readonly string[]): string {
  return lists
    .map(({name, genes}) => `${tsvLine([name, caption.join('; '), ...genes])}\n`)
    .join('');
}

/** The answer with the question that it answers, and how each name of the list was read. */
export function toJson(
  answer: object,
  caption: readonly string[],
  readings: readonly Reading[] = [],
): string {
  const list = readings.map(({given, how, symbol}) => ({given, how, symbol}));
  return `${visibleJson({about: caption, list, ...answer}, 2)}\n`;
}

/** A name that every file system takes. */
export function fileStem(name: string): string {
  const stem = name.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '');
  return stem.slice(0, 60).toLowerCase() || 'geneglot';
}
