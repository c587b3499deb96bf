// Tables of scores: every method with its intervals, the model's lead over each baseline, and the strata.
import type {Estimate} from '../stats/bootstrap.ts';
import {
  MODEL_METHOD,
  type ScoreEstimates,
  type ScoreResults,
  type Stratification,
} from '../stats/score-results.ts';
import {type Html, html} from './html.ts';
import {methodName} from './method-names.ts';
import {countText, percentText, scoreText, signedScoreText} from './number-text.ts';

interface Column {
  title: string;
  score: string;
}

const NO_ESTIMATE: Estimate = {value: null, low: null, high: null};

function headlineColumns(topK: readonly number[]): Column[] {
  return [
    {title: 'recall', score: 'recall'},
    {title: 'precision', score: 'precision'},
    ...topK.map(k => ({title: `recall@${k}`, score: `recallAt${k}`})),
    {title: 'mean average precision', score: 'averagePrecision'},
  ];
}

const RANKING_COLUMNS: Column[] = [
  {title: 'R-precision', score: 'rPrecision'},
  {title: 'nDCG', score: 'ndcg'},
  {title: 'AUROC', score: 'auroc'},
];

/** One row for each method: significant sets on both backgrounds, then the headline scores. */
export function methodTable({methods, backgrounds, topK}: ScoreResults): Html {
  const columns = headlineColumns(topK);
  const {vocabulary, proteinCoding} = backgrounds;
  const rows = methods.map(
    ({method, significantSets, scores}) => html`<tr${rowClass(method)}>
      <th scope="row">${methodName(method)}</th>
      ${significantCell(significantSets.vocabulary, vocabulary.sets)}
      ${significantCell(significantSets.proteinCoding, proteinCoding.sets)}
      ${estimateCells(scores, columns)}</tr>`,
  );
  return html`<div class="wide"><table class="scores">
    <thead>
      <tr><th rowspan="2" scope="col">method</th><th colspan="2" scope="colgroup" class="group">significant sets</th>
        ${columns.map(({title}) => html`<th rowspan="2" scope="col">${title}</th>`)}</tr>
      <tr><th scope="col">of ${countText(vocabulary.sets)},<br>all genes</th>
        <th scope="col">of ${countText(proteinCoding.sets)},<br>protein-coding</th></tr>
    </thead>
    <tbody>${rows}</tbody></table></div>`;
}

/** The model's score less each baseline's on the same sets. */
export function differenceTable({differences, topK}: ScoreResults): Html {
  const columns = headlineColumns(topK);
  return html`<div class="wide"><table class="scores">
    <thead><tr><th scope="col">model less …</th>${columnHeads(columns)}</tr></thead>
    <tbody>${differences.map(
      ({baseline, scores}) => html`<tr><th scope="row">${baseline}</th>
        ${columns.map(({score}) => differenceCell(scores[score] ?? NO_ESTIMATE))}</tr>`,
    )}</tbody></table></div>`;
}

/** R-precision, nDCG and AUROC of each method. */
export function rankingTable({methods}: ScoreResults): Html {
  return html`<table class="scores">
    <thead><tr><th scope="col">method</th>${columnHeads(RANKING_COLUMNS)}</tr></thead>
    <tbody>${methods.map(
      ({method, scores}) => html`<tr${rowClass(method)}><th scope="row">${methodName(method)}</th>
        ${estimateCells(scores, RANKING_COLUMNS)}</tr>`,
    )}</tbody></table>`;
}

/** The numbers behind a strata chart: one block of rows for each stratum. */
export function strataTable({strata}: Stratification, topK: readonly number[]): Html {
  const columns = headlineColumns(topK).filter(({score}) => score !== 'precision');
  const blocks = strata
    .filter(({sets}) => sets > 0)
    .map(
      ({label, sets, methods}) =>
        html`<tbody>${methods.map(
          ({method, scores}, i) => html`<tr${rowClass(method)}>
          ${i === 0 && html`<th scope="rowgroup" rowspan="${methods.length}">${label}<small>${countText(sets)} sets</small></th>`}
          <th scope="row">${methodName(method)}</th>
          <td>${shareText(scores.significant?.value)}</td>${estimateCells(scores, columns)}</tr>`,
        )}</tbody>`,
    );
  return html`<div class="wide"><table class="scores strata">
    <thead><tr><th scope="col">stratum</th><th scope="col">method</th><th scope="col">significant</th>
      ${columnHeads(columns)}</tr></thead>${blocks}</table></div>`;
}

function columnHeads(columns: readonly Column[]): Html[] {
  return columns.map(({title}) => html`<th scope="col">${title}</th>`);
}

function significantCell(significant: number, sets: number): Html {
  if (sets === 0) return html`<td>–</td>`;
  return html`<td>${countText(significant)}<small>${percentText(significant / sets)}</small></td>`;
}

function estimateCells(scores: ScoreEstimates, columns: readonly Column[]): Html[] {
  return columns.map(({score}) => {
    const {value, low, high} = scores[score] ?? NO_ESTIMATE;
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

function rowClass(method: string): Html | false {
  return method === MODEL_METHOD && html` class="model"`;
}

function shareText(share: number | null | undefined): string {
  return share === null || share === undefined ? '–' : percentText(share);
}
