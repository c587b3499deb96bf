// Names of genes in a text, as people write lists.
import {cleanName} from './clean-name.ts';

/** Between genes of a list. */
const SEPARATORS = /[\s,;]+/;

/** The names in a list, each once, in the list's order. */
export function splitNames(list: string): string[] {
  const names = list.split(SEPARATORS).map(cleanName);
  return [...new Set(names.filter(name => name !== ''))];
}

/** A list without its byte-order mark and the lines that begin with `#`. */
export function withoutComments(content: string): string {
  return content.replace(/^\uFEFF/, '').replace(/^\s*#.*$/gm, '');
}
