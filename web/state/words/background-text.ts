// The own background in words: the genes that its names mean, once they are read.
import {countText} from '../../../shared/text/number-text.ts';
import type {State} from '../view-state.ts';
import {genesText} from './count-words.ts';

/** Of the answer of the enrichment, which has read the names; before it, the names are counted. */
export function backgroundText({background, panels}: State): string {
  if (background === null) return 'all genes of the sets tested';
  const names = background.genes.length;
  const {answer, busy} = panels.enrich;
  if (answer === null || busy || answer.background.name !== background.name)
    return `${background.name} (${countText(names)} ${names === 1 ? 'name' : 'names'})`;
  const {genes} = answer.background;
  return `${background.name} (${genesText(genes)}${genes === names ? '' : `, from ${countText(names)} names`})`;
}
