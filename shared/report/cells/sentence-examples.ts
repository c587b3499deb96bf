// Example sentences: for some types what each method wrote, words that are no gene marked.
import type {GeneratedRow} from '../../cells/sentences/read-generated-cells.ts';
import {type Html, html} from '../../text/html.ts';
import {countText} from '../../text/number-text.ts';

/** Words written out of a sentence; the rest is counted. */
const MOST_WORDS = 40;

/** The first sentence of each method for each of the first `count` types, one card a type. */
export function sentenceExamples(
  rows: readonly GeneratedRow[],
  isGene: (word: string) => boolean,
  count: number,
): Html[] {
  const types = [...new Set(rows.map(({type}) => type))].sort().slice(0, count);
  const methods = [...new Set(rows.map(({method}) => method))];
  return types.map(type => {
    const own = methods.flatMap(
      method => rows.find(row => row.type === type && row.method === method) ?? [],
    );
    return html`<article class="example"><h3>${type}</h3>
      <dl>${own.map(row => sentence(row, isGene))}</dl></article>`;
  });
}

function sentence({method, words}: GeneratedRow, isGene: (word: string) => boolean): Html {
  const left = words.length - MOST_WORDS;
  const shown = words
    .slice(0, MOST_WORDS)
    .map(word => (isGene(word) ? html`<span>${word}</span> ` : html`<mark>${word}</mark> `));
  const rest = left > 0 && html`<em>and ${countText(left)} more</em>`;
  return html`<dt>${method} <small>${countText(words.length)} words</small></dt><dd>${shown}${rest}</dd>`;
}
