// Every score of every method under every protocol, over all sets and by likeness to training, folded away.
import {
  SCORE_NAMES,
  type ScoreName,
  type ScoreResults,
  type ScoreSummary,
} from '../scores/score-results.ts';
import {type Html, html} from '../text/html.ts';
import {countText, scoreText} from '../text/number-text.ts';
import {estimateOf, type ProtocolView, shareOf, viewProtocols} from './protocol-view.ts';
import {strataRows} from './strata-rows.ts';

const TITLES: Record<ScoreName, string> = {
  significant: 'significant share',
  significantBeyondPopularity: 'beyond popularity',
  recall: 'recall',
  precision: 'precision',
  recallAt10: 'recall@10',
  recallAt50: 'recall@50',
  recallAt100: 'recall@100',
  recallAtR: 'recall@R',
  averagePrecision: 'average precision',
  ndcg: 'nDCG',
  auroc: 'AUROC',
};
/** Counts of sets, shown as shares here. */
const COUNTED: readonly ScoreName[] = ['significant', 'significantBeyondPopularity'];

/** One folded table a protocol. */
export function allScoresSection(results: ScoreResults): Html {
  const {resamples} = results.provenance.bootstrap;
  return html`<section><h2>All the numbers</h2>
    <p class="lead">Every method, protocol and stratum of highest Jaccard similarity to training, as means over
      sets${resamples > 0 && html` with 95 % bootstrap intervals (${countText(resamples)} resamples of sets)`}. The numbers are
      also in results.json.</p>
    ${viewProtocols(results).map(
      view => html`<details><summary>${view.name}: ${view.methods.length} methods, ${countText(view.results.sets)} sets</summary>
        ${scoresTable(view)}</details>`,
    )}</section>`;
}

function scoresTable(view: ProtocolView): Html {
  const all = {label: 'all', sets: view.results.sets, methods: view.methods};
  const blocks = [all, ...strataRows(view, 'strata')].filter(({sets}) => sets > 0);
  return html`<div class="wide"><table class="scores strata every">
    <thead><tr><th scope="col">Jaccard</th><th scope="col">method</th>
      ${SCORE_NAMES.map(score => html`<th scope="col">${TITLES[score]}</th>`)}</tr></thead>
    ${blocks.map(
      ({label, sets, methods}) =>
        html`<tbody>${methods.map(
          ([method, scores], i) => html`<tr${method === view.reference && html` class="model"`}>
          ${i === 0 && html`<th scope="rowgroup" rowspan="${methods.length}">${label}<small>${countText(sets)} sets</small></th>`}
          <th scope="row">${view.named[method].label}</th>${SCORE_NAMES.map(score => scoreCell(scores, score))}</tr>`,
        )}</tbody>`,
    )}</table></div>`;
}

function scoreCell(scores: ScoreSummary, score: ScoreName): Html {
  const read = COUNTED.includes(score) ? shareOf : estimateOf;
  const {value, low, high} = read(scores, score);
  return html`<td>${scoreText(value)}${low !== null && html`<small>${scoreText(low)}–${scoreText(high)}</small>`}</td>`;
}
