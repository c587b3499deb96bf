// The table of approved genes as a file: HGNC's complete set, or a part of its columns.
import {type Gene, parseSymbolTable} from '../genes/symbols/symbol-table.ts';
import {readWholeText} from './text-file.ts';

/** The genes of a table, plain or gzip-compressed. */
export async function readSymbolTable(path: string): Promise<Gene[]> {
  return parseSymbolTable(await readWholeText(path), path);
}
