// The first sections: the short answer, and where a lookup is as good.
import type {ScoreResults} from '../scores/score-results.ts';
import {type Html, html} from '../text/html.ts';
import {renderChart} from './charts/render-chart.ts';
import {strataChart} from './charts/score-charts.ts';
import {readingGuide} from './headline.ts';
import {type LeadMethods, listLeads} from './lead-methods.ts';
import {leadTable, lookupTable} from './lead-tables.ts';
import {type ComparedView, lookupSentence, lookupStrata} from './lookup-strata.ts';
import {strataRows} from './strata-rows.ts';

/** The leads in one table, and how to read it; the first view is the main one. */
export function answerSection(
  leads: LeadMethods,
  views: readonly ComparedView[],
  {provenance}: ScoreResults,
): Html {
  const [{view}] = views;
  return html`<section><h2>The short answer</h2>
    ${leadTable(leads, views)}
    <h3>How to read</h3>
    ${readingGuide(view, provenance.significance)}</section>`;
}

/** The leads by likeness to training, and in words where a lookup is as good. */
export async function lookupSection(leads: LeadMethods, compared: ComparedView): Promise<Html> {
  const {view} = compared;
  const rows = strataRows(view, 'strata');
  const strata = lookupStrata(leads, compared);
  const chart = await renderChart(
    'strata-strata',
    'Share of significant sets, recall@50 and mean average precision by likeness to the training sets',
    strataChart(rows, 'strata', view.named, listLeads(leads)),
  );
  const verdict =
    leads.lookup !== undefined &&
    leads.lookup !== leads.model &&
    html`<ul class="guide"><li><b>Hidden genes among the first 50:</b> ${lookupSentence(strata, 'recallAt50', view.named)}</li>
      <li><b>Completed beyond chance:</b> ${lookupSentence(strata, 'significant', view.named)}</li></ul>`;
  return html`<section class="chart"><h2>Where a lookup is as good</h2>
    <p class="lead">Test sets by the known set most like them (Jaccard similarity: genes in common as a share of the
      genes of either). A lookup finds what is near a known set; only the sets on the left need more.</p>
    ${verdict}<figure>${chart}<figcaption>Protocol ${view.name}. Bars are 95 % intervals; strata of fewer than ten sets have
      none.</figcaption></figure>
    ${leads.lookup !== undefined && lookupTable(leads, strata, view.named)}
    <p class="caption">Differences are means over the same sets. Blue: better than ${leads.lookup === undefined ? 'the lookup' : view.named[leads.lookup].label} on the
      whole 95 % interval; red: worse; grey: the interval holds 0, so on these sets the lookup is as good.</p></section>`;
}
