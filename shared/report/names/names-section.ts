// How well test sets were named: by a GPT that writes names, and by known sets like them.
import type {
  NameExample,
  NameMethodResults,
  NameResults,
  NameScore,
  NameSummary,
} from '../../scores/names/name-results.ts';
import {type Html, html} from '../../text/html.ts';
import {countText, finePercentText, scoreText, signedScoreText} from '../../text/number-text.ts';
import {stratumLabel} from '../strata-rows.ts';

const METHODS: Record<string, string> = {
  gpt: 'written by the GPT',
  'nearest-set': 'name of the nearest training set',
  'most-enriched-set': 'name of the most enriched training set',
  'random-set': 'name of a random training set',
};
const SHOWN: Record<string, string> = {whole: 'whole set shown', fifth: 'random fifth shown'};
const COLUMNS: [score: NameScore, title: string][] = [
  ['precision', 'written words that are right'],
  ['recall', 'right words that are written'],
  ['f1', 'F1'],
  ['exact', 'exact names'],
  ['meaning', 'nearness in meaning'],
];

/** Tables by what was shown and by likeness to training, and examples folded away. */
export function namesSection({sets, shown, examples}: NameResults): Html {
  const parts = Object.entries(shown);
  return html`<section><h2>What a set is called</h2>
    <p>${countText(sets)} test sets were named by their genes alone. Words are compared without their accession numbers;
      nearness in meaning is the cosine of the two names among the genes of the training sets that share their words.</p>
    ${parts.map(([part, {methods}]) => methodTable(SHOWN[part] ?? part, methods))}
    ${parts.map(([part, {methods, differences}]) => strataTable(SHOWN[part] ?? part, methods, differences))}
    ${examples.length > 0 && exampleTable(examples)}</section>`;
}

function methodTable(title: string, methods: Record<string, NameMethodResults>): Html {
  const rows = Object.entries(methods).map(
    ([method, scores]) => html`<tr><th scope="row">${METHODS[method] ?? method}</th>
      ${COLUMNS.map(([score]) => html`<td>${withInterval(scores, score)}</td>`)}</tr>`,
  );
  return html`<div class="wide"><table class="scores"><thead><tr><th>${title}</th>
    ${COLUMNS.map(([, title]) => html`<th scope="col">${title}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** F1 by likeness, and what the GPT has more or less than the others. */
function strataTable(
  title: string,
  methods: Record<string, NameMethodResults>,
  {reference, methods: differences}: NameResults['shown'][string]['differences'],
): Html {
  const [first] = Object.values(methods);
  const places = first.strata.flatMap(({sets}, place) => (sets > 0 ? [place] : []));
  const cells = ({strata}: NameMethodResults, text: (score: number | null) => string) =>
    places.map(place => html`<td>${withInterval(strata[place], 'f1', text)}</td>`);
  const less = Object.entries(differences).filter(([method]) => method !== 'random-set');
  return html`<div class="wide"><table class="scores"><thead><tr><th>${title}: F1 by likeness of the nearest training set</th>
    ${places.map(place => {
      const {jaccard, sets} = first.strata[place];
      return html`<th scope="col">${stratumLabel(jaccard)}<small>${countText(sets)} sets</small></th>`;
    })}</tr></thead><tbody>
    ${Object.entries(methods).map(([method, scores]) => html`<tr><th scope="row">${METHODS[method] ?? method}</th>${cells(scores, scoreText)}</tr>`)}
    ${less.map(([method, scores]) => html`<tr><th scope="row">${METHODS[reference] ?? reference} less ${METHODS[method] ?? method}</th>${cells(scores, signedScoreText)}</tr>`)}
    </tbody></table></div>`;
}

function withInterval(
  summary: NameSummary,
  score: NameScore,
  text: (score: number | null) => string = scoreText,
): Html {
  const interval = summary.intervals[score];
  const range = interval && html` <small>${interval.map(text).join(' to ')}</small>`;
  return html`${text(summary[score])}${range}`;
}

function exampleTable(examples: readonly NameExample[]): Html {
  const methods = Object.keys(examples[0].names).filter(method => method !== 'random-set');
  const rows = examples.map(({trueName, library, likeness, names}) => {
    const cells = methods.map(method => {
      const {name, probability} = names[method];
      const chance = probability !== null && html` <small>${finePercentText(probability)}</small>`;
      return html`<td>${name}${chance}</td>`;
    });
    return html`<tr><th scope="row">${trueName}<small>${library}</small></th>${cells}<td>${scoreText(likeness)}</td></tr>`;
  });
  return html`<details><summary>${examples.length} examples, taken at equal steps of the sets’ numbers; none was picked by hand</summary>
    <div class="wide"><table><thead><tr><th>true name</th>${methods.map(method => html`<th>${METHODS[method] ?? method}</th>`)}<th>likeness</th></tr></thead>
    <tbody>${rows}</tbody></table></div></details>`;
}
