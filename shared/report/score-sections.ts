// Sections that set all methods beside each other.
import type {ScoreResults, SetScore} from '../scores/score-results.ts';
import {type Html, html} from '../text/html.ts';
import {type LossPoint, lossChart} from './charts/loss-chart.ts';
import {pValueChart} from './charts/p-value-chart.ts';
import {renderChart} from './charts/render-chart.ts';
import {recallChart, strataChart} from './charts/score-charts.ts';
import {howToRead} from './headline.ts';
import {type LeadMethods, listLeads} from './lead-methods.ts';
import {type ProtocolView, viewProtocols} from './protocol-view.ts';
import {
  differenceTable,
  methodTable,
  protocolTable,
  rankingTable,
  strataTable,
} from './score-tables.ts';
import {strataRows} from './strata-rows.ts';

/** Every method under every protocol, in three scores. */
export function protocolSection(results: ScoreResults): Html {
  const views = viewProtocols(results);
  return html`<section><h2>Methods and protocols</h2>
    ${protocolTable(views)}
    <p class="caption">tcc is the test of Talk Can Cells?: it shows the first genes of each set as stored, tests the overlap
      against all ${views[0].results.background.toLocaleString('en-US')} tokens of the vocabulary, and lets a GPT sample its genes. shuffled-10, -20
      and -50 show that percentage of the genes, drawn at random, and test against protein-coding genes alone; each
      method names its best genes.</p></section>`;
}

/** Every method under one protocol, with what the reference is less or more than. */
export function methodSection(view: ProtocolView, {provenance}: ScoreResults): Html {
  const {resamples} = provenance.bootstrap;
  const interval =
    resamples > 0 &&
    `Small figures are 95 % bootstrap intervals over sets (${resamples} resamples). `;
  const marked =
    resamples > 0 && ' Blue: better on the whole interval; red: worse; grey: undecided.';
  return html`<section><h2>The methods beside each other</h2>
    ${howToRead(view)}
    ${methodTable(view)}
    <p class="caption">Protocol ${view.name}, means over sets. ${interval}Each method names equally many genes for a
      set, so significance, recall and precision compare fairly; recall@k and average precision use the
      full rankings. Chance draws at random. “Against genes as popular” tests whether genes of equally many
      training sets would hit equally often.</p>
    <h3>Each method less ${view.named[view.reference].label}</h3>
    ${differenceTable(view)}
    <p class="caption">Mean difference on the same sets.${marked}</p>
    <details><summary>Recall@R, nDCG and AUROC of each method</summary>${rankingTable(view)}</details>
    <details><summary>By library</summary>${strataTable(strataRows(view, 'libraries'), view)}</details>
    </section>`;
}

/** p-values of all sets, a curve for each method. */
export async function pValueSection(
  {results, reference, methods, named}: ProtocolView,
  scores: readonly SetScore[],
  significance: number,
): Promise<Html> {
  const others = methods.map(([method]) => method).filter(method => method !== reference);
  const chart = await renderChart(
    'p-values',
    'Minus log10 of the p-value of every test set, sorted, one curve for each method',
    pValueChart(scores, {methods: [reference, ...others], named, significance}),
  );
  return html`<section class="chart"><h2>How far beyond chance</h2>
    <figure>${chart}<figcaption>Every test set’s overlap p-value (seed ${results.seeds[0]}), sorted for each method on
      its own. The dot marks the last set that stays significant after Benjamini–Hochberg (how many are is in
      brackets); the dashed line is p = ${significance} before correction.</figcaption></figure></section>`;
}

/** Recall among the first k as bars. */
export async function recallSection(view: ProtocolView): Promise<Html> {
  const chart = await renderChart(
    'recall',
    'Mean recall among the first k ranked genes for each method, as bars with intervals',
    recallChart(view),
  );
  return html`<section class="chart"><h2>How much of the hidden set comes first</h2>
    <figure>${chart}<figcaption>Mean share of the hidden genes among the first k of each method’s ranking of all
      genes; whiskers are 95 % intervals. A set with more than k hidden genes cannot reach
      1.</figcaption></figure></section>`;
}

/** The leads by size of the set, and the numbers of all methods. */
export async function sizeSection(view: ProtocolView, leads: LeadMethods): Promise<Html> {
  const rows = strataRows(view, 'sizes');
  const chart = await renderChart(
    'strata-sizes',
    'Share of significant sets, recall@50 and mean average precision by size of the set',
    strataChart(rows, 'sizes', view.named, listLeads(leads)),
  );
  return html`<section class="chart"><h2>By size of the set</h2>
    <p class="lead">Small sets give a short prompt and few genes to find; large ones reach significance easily and
      recall@50 with difficulty.</p><figure>${chart}</figure>
    <details><summary>The numbers of all methods</summary>${strataTable(rows, view)}</details></section>`;
}

/** The GPT’s loss by step. */
export async function lossSection(lossCurve: readonly LossPoint[]): Promise<Html> {
  if (lossCurve.length === 0) {
    return html`<section class="chart"><h2>Training</h2><p class="lead">This model has no loss curve: it was not trained step
      by step.</p></section>`;
  }
  const chart = await renderChart(
    'loss',
    'Training and validation loss by step',
    lossChart(lossCurve),
  );
  return html`<section class="chart"><h2>Training</h2><figure>${chart}<figcaption>Mean loss for each predicted gene. A
      validation loss that rises while the training loss falls is overfitting.</figcaption></figure></section>`;
}
