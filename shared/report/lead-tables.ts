// The model, the language model and the lookup in two tables: under two protocols, and by likeness to training.
import type {PairedDifference} from '../scores/paired-difference.ts';
import {type Html, html} from '../text/html.ts';
import {countText, finePercentText, pointsText} from '../text/number-text.ts';
import {
  type LeadMethods,
  type LeadScore,
  listLeads,
  type Verdict,
  verdictOf,
} from './lead-methods.ts';
import {type ComparedView, type LookupStratum, rivalsOf} from './lookup-strata.ts';
import type {NamedMethods} from './method-names.ts';
import {type Estimate, estimateOf, type ProtocolView, shareOf} from './protocol-view.ts';

const SCORES: [score: LeadScore, title: string][] = [
  ['recallAt50', 'hidden genes among the first 50'],
  ['significant', 'sets completed beyond chance'],
];

/** One row a method and one for chance, then one for each difference from the lookup; two columns a protocol. */
export function leadTable(leads: LeadMethods, views: readonly ComparedView[]): Html {
  const {lookup} = leads;
  const {named, methods} = views[0].view;
  const chance = methods
    .map(([method]) => method)
    .filter(method => named[method].kind === 'chance');
  const rows = [...listLeads(leads), ...chance].map(
    method => html`<tr${method === leads.model && html` class="model"`}><th scope="row">${named[method].label}</th>
      ${views.map(({view}) => SCORES.map(([score]) => shareCell(readShare(view, method, score))))}</tr>`,
  );
  const differences = rivalsOf(leads).map(
    method => html`<tr><th scope="row">${named[method].label} less ${named[lookup!].label}</th>
      ${views.map(({compare}) => SCORES.map(([score]) => pointsCell(compare(method, lookup!, score))))}</tr>`,
  );
  return html`<div class="wide"><table class="scores leads">
    <thead><tr><th rowspan="2" scope="col">method</th>${views.map(
      ({view}) => html`<th colspan="2" scope="colgroup" class="group">${view.name}</th>`,
    )}</tr><tr>${views.map(() => SCORES.map(([, title]) => html`<th scope="col">${title}</th>`))}</tr></thead>
    <tbody>${rows}</tbody><tbody>${differences}</tbody></table></div>`;
}

const WORDS: Record<Verdict, string> = {
  better: 'better',
  worse: 'lookup better',
  even: 'lookup as good',
  unknown: 'too few sets',
};

/** One row a stratum of likeness to training: the leads, and whether a lookup would have done. */
export function lookupTable(
  leads: LeadMethods,
  strata: readonly LookupStratum[],
  named: NamedMethods,
): Html {
  const methods = listLeads(leads);
  const rows = strata.map(
    ({
      label,
      sets,
      scores,
      differences,
    }) => html`<tr><th scope="row">${label}</th><td>${countText(sets)}</td>
      ${methods.map(method => shareCell(estimateOf(scores.get(method), 'recallAt50')))}
      ${differences.map(({by}) => SCORES.map(([score]) => pointsCell(by[score], WORDS[verdictOf(by[score])])))}</tr>`,
  );
  return html`<div class="wide"><table class="scores leads">
    <thead><tr><th rowspan="2" scope="col">highest Jaccard to a training set</th><th rowspan="2" scope="col">sets</th>
      <th colspan="${methods.length}" scope="colgroup" class="group">hidden genes among the first 50</th>
      ${rivalsOf(leads).map(method => html`<th colspan="2" scope="colgroup" class="group">${named[method].label} less lookup, points</th>`)}</tr>
      <tr>${methods.map(method => html`<th scope="col">${named[method].label}</th>`)}
      ${rivalsOf(leads).map(() => html`<th scope="col">first 50</th><th scope="col">beyond chance</th>`)}</tr></thead>
    <tbody>${rows}</tbody></table></div>`;
}

function readShare({results}: ProtocolView, method: string, score: LeadScore): Estimate {
  const summary = results.methods[method];
  return score === 'significant' ? shareOf(summary, score) : estimateOf(summary, score);
}

function shareCell({value, low, high}: Estimate): Html {
  if (value === null) return html`<td>–</td>`;
  const ends =
    low !== null &&
    high !== null &&
    html`<small>${finePercentText(low).replace(' %', '')}–${finePercentText(high)}</small>`;
  return html`<td>${finePercentText(value)}${ends}</td>`;
}

function pointsCell(difference: PairedDifference, words?: string): Html {
  const {value, interval} = difference;
  if (value === null) return html`<td>–</td>`;
  const ends =
    interval && html`<small>${pointsText(interval[0])} to ${pointsText(interval[1])}</small>`;
  return html`<td class="${verdictOf(difference)}">${pointsText(value)}${ends}${
    words && html`<small>${words}</small>`
  }</td>`;
}
