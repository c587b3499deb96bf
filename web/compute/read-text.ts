// How each name in a text is read, with the nearest spelling of those that mean nothing.

import type {Step} from '../../shared/answers/step.ts';
import {describeMouse} from '../../shared/genes/symbols/describe-mouse.ts';
import {splitNames, withoutComments} from '../../shared/genes/symbols/split-names.ts';
import type {AskOf, Reading, ReadText} from '../protocol.ts';
import {nearestSpellings} from './nearest-spellings.ts';
import type {Session} from './session.ts';

/** Unknown names that a spelling is looked for; a list with more is of another kind. */
const MOST_SPELT = 50;

export async function readText(
  {model}: Session,
  {text}: AskOf<'read'>,
  step: Step,
): Promise<ReadText> {
  const names = splitNames(withoutComments(text));
  const readings: Reading[] = [];
  const known = new Set<number>();
  let spelt = 0;
  for (const [i, given] of names.entries()) {
    await step(i, names.length);
    const {
      genes: [gene],
      leftOut: [left],
    } = model.read([given]);
    if (gene) known.add(gene.token);
    const symbol = gene?.symbol ?? (left.candidates.length === 1 ? left.candidates[0] : undefined);
    const isUnknown = left?.reason === 'unknown' && spelt++ < MOST_SPELT;
    readings.push({
      ...{given, how: gene?.how ?? left.reason, known: gene !== undefined},
      ...(symbol !== undefined && {symbol}),
      ...(gene && {name: model.geneNames[gene.token]}),
      candidates: left?.reason === 'ambiguous' ? left.candidates : [],
      nearest: isUnknown ? nearestSpellings(given, model.symbols) : [],
    });
  }
  const alarm = alarmOn(names, known.size);
  return {readings, known: known.size, ...(alarm !== undefined && {alarm})};
}

function alarmOn(names: readonly string[], known: number): string | undefined {
  if (names.length === 0) {
    return 'There is no name of a gene here. Give symbols, Ensembl or NCBI Gene ids, with blanks, commas or new lines between them.';
  }
  const [mouse] = describeMouse(names);
  if (mouse !== undefined) return `${mouse}.`;
  if (known > 0) return undefined;
  const none = names.length === 1 ? 'This name is not' : `None of the ${names.length} names is`;
  return `${none} that of a human gene. Give symbols, Ensembl or NCBI Gene ids. Translate genes of another species to their human orthologues first.`;
}
