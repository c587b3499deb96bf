// What a dropped file holds: a list of genes, the sets of a GMT file, or a table.
import type {GeneModel} from '../../../run/geneglot.mjs';
import type {Step} from '../../../shared/answers/step.ts';
import {leaveOutMissing} from '../../../shared/genes/symbols/missing-mark.ts';
import {splitNames, withoutComments} from '../../../shared/genes/symbols/split-names.ts';
import type {AskOf, Parsed, ParsedTable} from '../../protocol.ts';
import type {Session} from '../session.ts';
import {decodeFile, refusal} from './decode-file.ts';
import {looksLikeSets, parseSets} from './parse-sets.ts';
import {findSeparator, geneShare, parseTable, withHeader} from './parse-table.ts';

/** Lines by which the kind is known. */
const SAMPLE = 200;
/** Share of the words of a column that must be genes. */
const MOSTLY = 0.8;
/** Words shown of a file that is none of these. */
const SHOWN = 5;

export async function parseFile(
  {model}: Session,
  {name, bytes}: AskOf<'parse'>,
  step: Step,
): Promise<Parsed> {
  const {text: whole, notes} = await decodeFile(name, bytes);
  const text = whole.replace(/^\uFEFF/, '').replace(/^\s*##.*\n?/gm, '');
  const lines = firstLines(text);
  if (lines.length === 0) throw refusal(name, 'no text', 'Look whether it is the right file');
  if (/\.gm[tx](\.txt)?(\.gz)?$/i.test(name) || looksLikeSets(lines)) {
    return {...(await parseSets(name, text, notes, {model, step})), notes};
  }
  const bare = withoutComments(text);
  const separator = findSeparator(bare);
  if (separator !== undefined) {
    const rows = withHeader(text, separator);
    const table = await parseTable(name, rows, separator, {model, step});
    // Genes in several columns are a list that is written in rows.
    if (!isListInRows(table, model)) return {...table, notes};
  }
  return {...parseList(name, text, model), notes};
}

function parseList(name: string, text: string, model: GeneModel): {kind: 'list'; names: string[]} {
  const names = leaveOutMissing(splitNames(withoutComments(text).replace(/["']/g, ' ')));
  if (geneShare(names, model) > 0) return {kind: 'list', names};
  const found = `no gene among ${names.length} words such as ${names.slice(0, SHOWN).join(', ')}`;
  const remedy = 'Translate genes of another species to their human orthologues first';
  throw refusal(name, found, remedy);
}

/** Whether every column holds genes, one or several in a field: lists are parted by commas and semicolons at once. */
function isListInRows({columns, rows}: ParsedTable, model: GeneModel): boolean {
  const sample = rows.slice(0, SAMPLE);
  return columns.every(({looksLikeGenes, numeric}, i) => {
    if (looksLikeGenes || numeric) return looksLikeGenes;
    return geneShare(splitNames(sample.map(row => row[i]).join(' ')), model) >= MOSTLY;
  });
}

function firstLines(text: string): string[] {
  const lines = text.slice(0, 1 << 20).split('\n', SAMPLE);
  return lines.filter(line => line.trim() !== '');
}
