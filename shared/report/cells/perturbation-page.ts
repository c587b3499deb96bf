// The page on predicted perturbations: a table for what was hidden, and a chart of recovery by type.

import {type ScoreColumn, scoreColumns} from '../../cells/perturbations/describe-means.ts';
import {
  type MethodScores,
  OTHER_HALF,
  type PerturbationScores,
  type ProtocolScores,
} from '../../cells/perturbations/perturbation-scores.ts';
import type {Estimate} from '../../stats/bootstrap.ts';
import {type Html, html} from '../../text/html.ts';
import {htmlDocument} from '../../text/html-document.ts';
import {countText, scoreText} from '../../text/number-text.ts';
import {renderChart} from '../charts/render-chart.ts';
import {pageStyle} from '../page-style.ts';
import {type ProvenanceEntry, sourceTable, stageTable} from '../provenance-tables.ts';
import {cellStyle} from './cell-style.ts';
import {responseChart, shownRecovery} from './response-chart.ts';

export interface PerturbationPageContent {
  title: string;
  scores: PerturbationScores;
  lineage: readonly ProvenanceEntry[];
}

/** The page as one self-contained HTML document: no script, nothing loaded. */
export async function perturbationPage(content: PerturbationPageContent): Promise<string> {
  const {title, scores, lineage} = content;
  const sections: Html[] = [];
  for (const [hidden, own] of Object.entries(scores.protocols)) {
    if (own) sections.push(await protocolSection(hidden, own, scores.types));
  }
  const body = html`<header><h1 class="kicker">${title}</h1>${headline(scores)}</header>
    <main>${sections}
      ${
        lineage.length > 0 &&
        html`<section><h2>Provenance</h2>${stageTable(lineage)}${sourceTable(lineage)}</section>`
      }</main>`;
  return htmlDocument({title, style: pageStyle + cellStyle, body});
}

function headline(scores: PerturbationScores): Html {
  const {protocols, cells, settings, genes} = scores;
  const {methods} = protocols['held-out types'];
  const [best, {mean}] = bestBaseline(methods);
  const cut = shownRecovery(methods[best]);
  const {k, value} = mean.recovery[cut];
  const ceiling = methods[OTHER_HALF].mean.recovery[cut];
  return html`<p class="headline"><strong>${scoreText(value)}</strong> of the ${k} genes that answer most in a type are
      among the ${k} that ${best}, the best baseline, names without having seen the type's answer; the ceiling, other real
      cells, names ${scoreText(ceiling.value)}.</p>
    <p class="subline">${countText(cells.control)} cells of '${settings.control}' and ${countText(cells.stimulated)} of
      '${settings.stimulated}', ${countText(genes)} genes.${leftOut(scores)}${
        cells.typedByNeighbours > 0 &&
        html` The types of ${countText(cells.typedByNeighbours)} stimulated cells are those of the nearest labelled control
          cells. About 90 % of such types were right where they could be checked (blood cells, interferon β); wrong ones make
          types more alike than they are.`
      }</p>`;
}

function bestBaseline(methods: Record<string, MethodScores>): [string, MethodScores] {
  const recovery = (own: MethodScores) => own.mean.recovery[shownRecovery(own)].value ?? 0;
  const baselines = Object.entries(methods).filter(([, {kind}]) => kind === 'baseline');
  return baselines.sort(([, a], [, b]) => recovery(b) - recovery(a))[0];
}

/** Names the types that have no score, and why. */
function leftOut({types, protocols, settings}: PerturbationScores): Html | false {
  const scored = new Set(protocols['held-out types'].groups.map(({type}) => type));
  const left = types.filter((_, type) => !scored.has(type));
  return (
    left.length > 0 &&
    html` Not scored, for fewer than ${settings.minCells} control or fewer than ${settings.minCells} stimulated cells:
      ${left.join(', ')}.`
  );
}

async function protocolSection(
  hidden: string,
  {groups, methods}: ProtocolScores,
  types: readonly string[],
): Promise<Html> {
  const names = groups.map(({type}) => types[type]);
  const chart = await renderChart(
    hidden.replace(/\W/g, '-'),
    `Recovery of differentially expressed genes by type, ${hidden}`,
    responseChart(names, methods),
  );
  return html`<section><h2>${hidden[0].toUpperCase() + hidden.slice(1)}</h2>
    <p class="lead">Methods saw no stimulated cells of the ${hidden.replace('held-out ', '').replace(/s$/, '')} that they
      answer for. Means over ${groups.length} types, with 95 % intervals. Changes are differences of mean log10(1 + x);
      the ceiling answers with as many real stimulated cells of the very type.</p>
    ${methodTable(methods)}
    ${GLOSSARY}
    <figure>${chart}<figcaption>Share of the genes that differ most between real control and stimulated cells of each type
      among those that a method names.</figcaption></figure>
    ${groupTable(names, groups)}</section>`;
}

/** What the words in the table mean. */
const GLOSSARY = html`<p class="note"><b>Ridge</b> is linear regression of a type's change on its control cells, learned from
  the types that are seen. <b>Right direction</b> is the share of the genes of largest change whose predicted change has the
  real sign. <b>Slope</b> is the size of the predicted change of these genes relative to the real one: best at 1, less for a
  response that is too weak. <b>Energy distance</b> says how far predicted cells lie from real stimulated ones: lower is
  better, 0 for cells of one population. Of all other scores, higher is better.</p>`;

function methodTable(methods: Record<string, MethodScores>): Html {
  const rows = Object.entries(methods);
  const columns = scoreColumns(rows[0][1]);
  return html`<div class="wide"><table class="scores"><thead><tr><th scope="col">method</th>
    ${columns.map(({title}) => html`<th scope="col">${title}</th>`)}</tr></thead>
    <tbody>${rows.map(([name, own]) => methodRow(name, own, columns))}</tbody></table></div>`;
}

function methodRow(
  name: string,
  {kind, mean}: MethodScores,
  columns: readonly ScoreColumn[],
): Html {
  return html`<tr${kind === 'model' && html` class="model"`}>
    <th scope="row">${name}${kind !== 'model' && html`<small>${kind}</small>`}</th>
    ${columns.map(({read}) => estimateCell(read(mean)))}</tr>`;
}

function estimateCell({value, interval}: Estimate): Html {
  const range = interval && `${scoreText(interval[0])}–${scoreText(interval[1])}`;
  return html`<td>${scoreText(value)}${range && html`<small>${range}</small>`}</td>`;
}

function groupTable(names: readonly string[], groups: ProtocolScores['groups']): Html {
  return html`<div class="wide"><table class="scores"><thead><tr><th scope="col">type</th>
      <th scope="col">control cells</th><th scope="col">stimulated cells</th><th scope="col">donors held out</th>
      <th scope="col">genes that differ, q ≤ 0.05</th></tr></thead>
    <tbody>${groups.map(
      (
        group,
        i,
      ) => html`<tr><th scope="row">${names[i]}</th><td>${countText(group.controlCells)}</td>
        <td>${countText(group.stimulatedCells)}</td><td>${group.donors === 0 ? '–' : countText(group.donors)}</td>
        <td>${countText(group.differentGenes)}</td></tr>`,
    )}</tbody></table></div>`;
}
