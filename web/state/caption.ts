// What was asked, and how it was read, in lines that stand above every export.

import {countText} from '../../shared/text/number-text.ts';
import type {Reading} from '../protocol.ts';
import {HOW_READ} from './name-text.ts';
import type {State} from './view-state.ts';
import {backgroundText} from './words/background-text.ts';
import {genesText} from './words/count-words.ts';

/** Names that a line of a caption shows; JSON holds them all. */
const MOST_NAMED = 50;

/** The model, the list, how its names were read, and what it was tested against. */
export function captionOf(state: State, genes: readonly string[]): string[] {
  const {model, question, own, panels} = state;
  return [
    ...(model.phase === 'ready'
      ? [`geneglot model: ${model.opened.title}, SHA-256 ${model.opened.sha256}`]
      : []),
    `list: ${genesText(genes.length)}: ${nameSome(genes, ' ')}`,
    ...(question.about.trim() === '' ? [] : [`about: ${question.about.trim()}`]),
    ...describeReadings(panels.read.answer?.readings ?? []),
    own.length > 0
      ? `sets tested: own sets ${own.map(({name}) => name).join(', ')}`
      : `sets tested: ${question.libraries?.join(', ') ?? 'all libraries of the model'}`,
    `background: ${backgroundText(state)}`,
  ];
}

/** A line on the names that were read as other genes, and one on those that mean none. */
function describeReadings(readings: readonly Reading[]): string[] {
  const renamed = readings.filter(({given, symbol}) => symbol !== undefined && symbol !== given);
  const unread = readings.filter(({symbol}) => symbol === undefined);
  const unknown = readings.filter(({symbol, known}) => symbol !== undefined && !known);
  const lines = [
    ['read as', renamed.map(({given, symbol, how}) => `${given} as ${symbol}${inBrackets(how)}`)],
    ['left out', unread.map(({given, how}) => `${given} (${how})`)],
    ['not known to the model', unknown.map(({symbol}) => String(symbol))],
  ] as const;
  return lines
    .filter(([, names]) => names.length > 0)
    .map(([what, names]) => `${what}: ${nameSome(names, ', ')}`);
}

function inBrackets(how: Reading['how']): string {
  const words = HOW_READ[how];
  return words === undefined ? '' : ` (${words})`;
}

function nameSome(names: readonly string[], separator: string): string {
  const left = names.length - MOST_NAMED;
  const named = names.slice(0, MOST_NAMED).join(separator);
  return left > 0 ? `${named} and ${countText(left)} more` : named;
}
