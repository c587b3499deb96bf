// What a dropped file holds: a list of genes, the sets of a GMT file, or a table.
import type {GeneModel} from '../../../run/geneglot.mjs';
import type {Step} from '../../../shared/answers/step.ts';
import {leaveOutMissing} from '../../../shared/genes/symbols/missing-mark.ts';
import {splitNames, withoutComments} from '../../../shared/genes/symbols/split-names.ts';
import type {AskOf, Parsed} from '../../protocol.ts';
import type {Session} from '../session.ts';
import {decodeFile, refusal} from './decode-file.ts';
import {looksLikeSets, parseSets} from './parse-sets.ts';
import {findSeparator, geneShare, parseTable} from './parse-table.ts';

/** Lines by which the kind is known. */
const SAMPLE = 200;
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
  const separator = findSeparator(text);
  if (separator !== undefined) {
    const table = await parseTable(name, text, separator, {model, step});
    // Genes in several columns are a list that is written in rows.
    if (!table.columns.every(({looksLikeGenes}) => looksLikeGenes)) return {...table, notes};
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

function firstLines(text: string): string[] {
  const lines = text.slice(0, 1 << 20).split('\n', SAMPLE);
  return lines.filter(line => line.trim() !== '');
}
