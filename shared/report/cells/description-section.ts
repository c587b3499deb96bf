// Descriptions on the page on cells: what texts name, beside the right texts, and some of them to read.
import type {DescriptionScores} from '../../cells/descriptions/description-scores.ts';
import {type Html, html} from '../../text/html.ts';
import {countText} from '../../text/number-text.ts';
import {visibleText} from '../../text/visible-text.ts';
import {descriptionTable} from './cell-tables.ts';

export function descriptionSection(scores: DescriptionScores): Html {
  const {cells, examples} = scores;
  return html`<section><h2>Descriptions</h2>
    <p class="lead">Texts about ${countText(cells.scored)} test cells. Types and genes count as named where the text has
      their names as whole words; markers are the genes that tell a type best from the others in training cells.
      Perplexity: how uncertain the model is of the right text's tokens, as a number of equally likely ones (1 is
      certain). The ceiling, right texts, says what the wording asks for. Texts that equal another say the same of
      several cells.</p>
    ${descriptionTable(scores)}
    ${
      examples.length > 0 &&
      html`<p class="lead">What each method says of ${countText(examples.length)} cells drawn at random.</p>`
    }
    ${examples.map(
      ({
        cellId,
        type,
        texts,
      }) => html`<article class="example"><h3>${type} <small>${cellId}</small></h3>
        <dl>${Object.entries(texts).map(
          ([method, text]) => html`<dt>${method}</dt><dd>${shownText(text)}</dd>`,
        )}</dl></article>`,
    )}</section>`;
}

/** Characters of a text that are shown; the rest is counted. */
const MOST_CHARACTERS = 400;

function shownText(text: string): Html {
  if (text === '') return html`<em>nothing</em>`;
  const letters = [...visibleText(text)];
  const left = letters.length - MOST_CHARACTERS;
  const rest = left > 0 && html`<em> and ${countText(left)} more characters</em>`;
  return html`${letters.slice(0, MOST_CHARACTERS).join('')}${rest}`;
}
