// The sets to complete: from the command line, a list of genes, or a GMT file.
import {QuestionError} from '../../answers/question-error.ts';
import {readBytes, readStreamText, readWholeText} from '../../formats/text-file.ts';
import {SetFileReader} from '../../genes/sets/set-file-reader.ts';
import {leaveOutMissing} from '../../genes/symbols/missing-mark.ts';
import {splitNames, withoutComments} from '../../genes/symbols/split-names.ts';
import {SymbolInterner} from '../../genes/symbols/symbol-interner.ts';
import type {Question} from './question.ts';

/** A set as given: raw symbols, each once. */
export interface Query {
  /** Null for a list of genes. */
  name: string | null;
  symbols: string[];
  /** As in a GMT file; absent from a list. */
  description?: string;
}

type GmtQuery = Query & {name: string; description: string};

/**
 * Reads genes and file of a question; at least one set, and one gene unless words say what it is about. `command` is named
 * where there is no gene.
 */
export async function readQueries(
  {genes, file, about}: Pick<Question, 'genes' | 'file' | 'about'>,
  command = 'complete',
): Promise<Query[]> {
  const listed = splitNames(genes.join(' '));
  if (file !== undefined && listed.length > 0) {
    throw new QuestionError(
      `found ${listed[0]} and --file ${file}, expected genes or a file\n    Put all genes into the file, or leave it out.`,
    );
  }
  const queries: Query[] =
    file === undefined ? [{name: null, symbols: listed}] : await readFileQueries(file);
  if (about !== undefined || queries.some(({symbols}) => symbols.length > 0)) return queries;
  throw new QuestionError(
    `found no gene${file === undefined ? '' : ` in ${nameOf(file)}`}, expected at least one\n    For example: geneglot ${command} TP53 MDM2 CDKN1A, or geneglot ${command} --file genes.txt.`,
  );
}

/** How a question names standard input. */
const STDIN = '-';

function nameOf(file: string): string {
  return file === STDIN ? 'standard input' : file;
}

/** In a workbook, an image or another file of bytes two letters may well be the symbol of a gene. */
function requireText(content: string, name: string): void {
  if (!content.includes('\0')) return;
  throw new QuestionError(
    `${name}: found binary data, expected a list of genes as text\n    Export the list as text, one gene a line; of a workbook copy the column of the genes.`,
  );
}

async function readFileQueries(file: string): Promise<Query[]> {
  if (!/\.gm[tx](\.txt)?(\.gz)?$/i.test(file)) {
    const content = await mend(() =>
      file === STDIN ? readStreamText(process.stdin, nameOf(file)) : readWholeText(file),
    );
    requireText(content, nameOf(file));
    return [{name: null, symbols: leaveOutMissing(splitNames(withoutComments(content)))}];
  }
  return readGmt(file);
}

/** The sets of a GMT file, plain or gzip; a line that is no set is named. */
export async function readGmt(file: string): Promise<GmtQuery[]> {
  const sets: {name: string; description: string; genes: Int32Array}[] = [];
  const interner = new SymbolInterner();
  const reader = new SetFileReader(file, interner, set => {
    sets.push({...set, genes: set.genes.slice()});
  });
  await mend(async () => {
    for await (const piece of readBytes(file)) reader.push(piece);
    reader.end();
  });
  const symbols = interner.symbols();
  return sets.map(({genes, ...set}) => ({
    ...set,
    symbols: Array.from(genes, gene => symbols[gene]),
  }));
}

/** A file that cannot be read is the asker's to mend. */
async function mend<T>(read: () => Promise<T>): Promise<T> {
  return read().catch((error: Error) => {
    throw new QuestionError(error.message);
  });
}
