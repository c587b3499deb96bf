// What was asked, in lines that stand above every export.

import {countText} from '../../shared/text/number-text.ts';
import {genesText} from './count-words.ts';
import type {State} from './view-state.ts';

/** Genes of a list that a caption names. */
const MOST_NAMED = 50;

/** The model, the list, and what it was tested against. */
export function captionOf(
  {model, question, own, background}: State,
  genes: readonly string[],
): string[] {
  const named = genes.slice(0, MOST_NAMED).join(' ');
  const left = genes.length - MOST_NAMED;
  return [
    ...(model.phase === 'ready'
      ? [`geneglot model: ${model.opened.title}, SHA-256 ${model.opened.sha256}`]
      : []),
    `list: ${genesText(genes.length)}: ${named}${left > 0 ? ` and ${countText(left)} more` : ''}`,
    own.length > 0
      ? `sets tested: own sets ${own.map(({name}) => name).join(', ')}`
      : `sets tested: ${question.libraries?.join(', ') ?? 'all libraries of the model'}`,
    background === null
      ? 'background: all genes of the sets tested'
      : `background: ${genesText(background.genes.length)}, ${background.name}`,
  ];
}
