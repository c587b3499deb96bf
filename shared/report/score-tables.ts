// Tables of scores: methods by protocols, every method with its intervals, differences, and the strata.
import type {ScoreName, ScoreSummary} from '../scores/score-results.ts';
import {type Html, html} from '../text/html.ts';
import {countText, percentText, scoreText, signedScoreText} from '../text/number-text.ts';
import {type Estimate, estimateOf, type ProtocolView} from './protocol-view.ts';

interface Column {
  title: string;
  score: ScoreName;
}

const HEADLINE_COLUMNS: Column[] = [
  {title: 'recall', score: 'recall'},
  {title: 'precision', score: 'precision'},
  {title: 'recall@10', score: 'recallAt10'},
  {title: 'recall@50', score: 'recallAt50'},
  {title: 'recall@100', score: 'recallAt100'},
  {title: 'mean average precision', score: 'averagePrecision'},
];
const RANKING_COLUMNS: Column[] = [
  {title: 'recall@R', score: 'recallAtR'},
  {title: 'nDCG', score: 'ndcg'},
  {title: 'AUROC', score: 'auroc'},
];
/** What of each protocol stands beside the others. */
const PROTOCOL_COLUMNS: Column[] = [
  {title: 'recall@50', score: 'recallAt50'},
  {title: 'average precision', score: 'averagePrecision'},
];

/** One row for each method, a group of columns for each protocol. */
export function protocolTable(views: readonly ProtocolView[]): Html {
  const [{methods, named}] = views;
  return html`<div class="wide"><table class="scores protocols">
    <thead>
      <tr><th rowspan="2" scope="col">method</th>${views.map(
        ({name, results}) =>
          html`<th colspan="3" scope="colgroup" class="group">${name}<small>${countText(results.sets)} sets</small></th>`,
      )}</tr>
      <tr>${views.map(() => html`<th scope="col">signifi&shy;cant</th>${columnHeads(PROTOCOL_COLUMNS)}`)}</tr>
    </thead>
    <tbody>${methods.map(
      ([
        method,
      ]) => html`<tr${rowClass(method, views[0])}><th scope="row">${named[method].label}</th>
        ${views.map(({results}) => {
          const scores = results.methods[method];
          return html`${countCell(scores, 'significant')}${estimateCells(scores, PROTOCOL_COLUMNS)}`;
        })}</tr>`,
    )}</tbody></table></div>`;
}

/** One row for each method of a protocol: significant sets on both tests, then the headline scores. */
export function methodTable(view: ProtocolView): Html {
  const rows = view.methods.map(
    ([method, scores]) => html`<tr${rowClass(method, view)}>
      <th scope="row">${view.named[method].label}</th>
      ${countCell(scores, 'significant')}${countCell(scores, 'significantBeyondPopularity')}
      ${estimateCells(scores, HEADLINE_COLUMNS)}</tr>`,
  );
  return html`<div class="wide"><table class="scores">
    <thead>
      <tr><th rowspan="2" scope="col">method</th>
        <th colspan="2" scope="colgroup" class="group">significant of ${countText(view.results.sets)} sets</th>
        ${HEADLINE_COLUMNS.map(({title}) => html`<th rowspan="2" scope="col">${title}</th>`)}</tr>
      <tr><th scope="col">against<br>random genes</th><th scope="col">against genes<br>as popular</th></tr>
    </thead>
    <tbody>${rows}</tbody></table></div>`;
}

/** Each method's score less the reference's on the same sets. */
export function differenceTable({results, named}: ProtocolView): Html {
  const {reference, methods} = results.differences;
  return html`<div class="wide"><table class="scores">
    <thead><tr><th scope="col">less ${named[reference].label}</th>${columnHeads(HEADLINE_COLUMNS)}</tr></thead>
    <tbody>${Object.entries(methods).map(
      ([method, scores]) => html`<tr><th scope="row">${named[method].label}</th>
        ${HEADLINE_COLUMNS.map(({score}) => differenceCell(estimateOf(scores, score)))}</tr>`,
    )}</tbody></table></div>`;
}

/** Recall@R, nDCG and AUROC of each method. */
export function rankingTable(view: ProtocolView): Html {
  return html`<table class="scores">
    <thead><tr><th scope="col">method</th>${columnHeads(RANKING_COLUMNS)}</tr></thead>
    <tbody>${view.methods.map(
      ([
        method,
        scores,
      ]) => html`<tr${rowClass(method, view)}><th scope="row">${view.named[method].label}</th>
        ${estimateCells(scores, RANKING_COLUMNS)}</tr>`,
    )}</tbody></table>`;
}

/** One stratum with the scores of every method in it. */
export interface StratumRow {
  label: string;
  sets: number;
  methods: [method: string, scores: ScoreSummary][];
}

/** The numbers behind a strata chart: one block of rows for each stratum that holds a set. */
export function strataTable(strata: readonly StratumRow[], view: ProtocolView): Html {
  const columns = HEADLINE_COLUMNS.filter(({score}) => score !== 'precision');
  const blocks = strata
    .filter(({sets}) => sets > 0)
    .map(
      ({label, sets, methods}) =>
        html`<tbody>${methods.map(
          ([method, scores], i) => html`<tr${rowClass(method, view)}>
          ${i === 0 && html`<th scope="rowgroup" rowspan="${methods.length}">${label}<small>${countText(sets)} sets</small></th>`}
          <th scope="row">${view.named[method].label}</th>
          ${countCell(scores, 'significant')}${estimateCells(scores, columns)}</tr>`,
        )}</tbody>`,
    );
  return html`<div class="wide"><table class="scores strata">
    <thead><tr><th scope="col">stratum</th><th scope="col">method</th><th scope="col">significant</th>
      ${columnHeads(columns)}</tr></thead>${blocks}</table></div>`;
}

function columnHeads(columns: readonly Column[]): Html[] {
  return columns.map(({title}) => html`<th scope="col">${title}</th>`);
}

function countCell(scores: ScoreSummary, score: ScoreName): Html {
  if (scores.sets === 0) return html`<td>–</td>`;
  const count = scores[score] ?? 0;
  return html`<td>${countText(count)}<small>${percentText(count / scores.sets)}</small></td>`;
}

function estimateCells(scores: ScoreSummary, columns: readonly Column[]): Html[] {
  return columns.map(({score}) => {
    const {value, low, high} = estimateOf(scores, score);
    return html`<td>${scoreText(value)}${low !== null && html`<small>${scoreText(low)}–${scoreText(high)}</small>`}</td>`;
  });
}

/** Marked where the whole interval lies on one side of 0. */
function differenceCell({value, low, high}: Estimate): Html {
  const side = (low ?? 0) > 0 ? 'better' : (high ?? 0) < 0 ? 'worse' : 'even';
  return html`<td class="${side}">${signedScoreText(value)}${
    low !== null && html`<small>${signedScoreText(low)} to ${signedScoreText(high)}</small>`
  }</td>`;
}

function rowClass(method: string, {reference}: ProtocolView): Html | false {
  return method === reference && html` class="model"`;
}
