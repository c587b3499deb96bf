// The leakage page: how near the test comes to what was trained on, as a figure, by library, and pair by pair.
import {countLikeness, medianOf} from '../stats/likeness.ts';
import {type Html, html} from '../text/html.ts';
import {htmlDocument} from '../text/html-document.ts';
import {countText, percentText, scoreText} from '../text/number-text.ts';
import {leakageChart} from './charts/leakage-chart.ts';
import {renderChart} from './charts/render-chart.ts';
import {libraryTable, originTable, pairTable, type TwinRow} from './leakage-tables.ts';
import {pageStyle} from './page-style.ts';
import {type ProvenanceEntry, sourceTable, stageTable} from './provenance-tables.ts';

export interface LeakageContent {
  title: string;
  /** One row a test set. */
  twins: readonly TwinRow[];
  trainingSets: number;
  /** Jaccard similarity from which a set is called a near-twin. */
  nearTwin: number;
  /** How many of the nearest pairs are listed. */
  pairs: number;
  lineage: readonly ProvenanceEntry[];
}

/** The page as one self-contained HTML document: no script, nothing loaded. */
export async function leakagePage(content: LeakageContent): Promise<string> {
  const {title, lineage} = content;
  const body = html`<header><h1 class="kicker">${title}</h1>${leakageHeadline(content)}</header>
    <main>${await leakageSection(content)}${provenance(lineage)}</main>`;
  return htmlDocument({title, style: pageStyle, body});
}

function leakageHeadline({twins, trainingSets, nearTwin}: LeakageContent): Html {
  const near = twins.filter(({jaccard}) => jaccard >= nearTwin).length;
  return html`<p class="headline"><strong>${countText(near)} of ${countText(twins.length)}</strong> test sets have a
    near-twin among the ${countText(trainingSets)} training sets.</p>
    <p class="subline">A near-twin shares at least ${percentText(nearTwin)} of the genes of either set (Jaccard similarity).
      The nearest training set of the median test set shares
      ${scoreText(medianOf(twins.map(({jaccard}) => jaccard)))}; every training set was compared; nothing is estimated.</p>`;
}

/** The sections between headline and provenance, for a page of its own. */
async function leakageSection({twins, nearTwin, pairs}: LeakageContent): Promise<Html> {
  const chart = await renderChart(
    'likeness',
    'Number of test sets by Jaccard similarity to their nearest training set',
    leakageChart(countLikeness(twins.map(({jaccard}) => jaccard)), nearTwin),
  );
  return html`<section class="chart"><h2>How near the test comes to training</h2>
    <figure>${chart}<figcaption>Test sets by the similarity of the nearest training set. On the left a lookup finds
      little; a model could complete the sets in the other colour from memory.</figcaption></figure></section>
    <section><h2>By library of the test</h2>${libraryTable(twins, nearTwin)}</section>
    <section><h2>Where the nearest sets come from</h2>${originTable(twins)}</section>
    <section><h2>The nearest pairs</h2>
      <p class="lead">If the two names of a pair mean one set, the split leaks.</p>
      ${pairTable(twins, pairs)}</section>`;
}

function provenance(lineage: readonly ProvenanceEntry[]): Html | false {
  return (
    lineage.length > 0 &&
    html`<section><h2>Provenance</h2>${stageTable(lineage)}${sourceTable(lineage)}</section>`
  );
}
