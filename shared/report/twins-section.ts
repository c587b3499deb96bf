// How near the test comes to training: the most similar training set of every test set.
import {countLikeness, medianOf} from '../stats/likeness.ts';
import {type Html, html} from '../text/html.ts';
import {countText, percentText, scoreText} from '../text/number-text.ts';
import {leakageChart} from './charts/leakage-chart.ts';
import {renderChart} from './charts/render-chart.ts';
import {pairTable, type TwinRow} from './leakage-tables.ts';

/** Jaccard similarity from which a set is called a near-twin, as the split calls it. */
const NEAR_TWIN = 0.5;
const PAIRS = 10;

/** A histogram of likeness and the nearest pairs by name; nothing of no test sets. */
export async function twinsSection(twins: readonly TwinRow[]): Promise<Html | null> {
  if (twins.length === 0) return null;
  const values = twins.map(({jaccard}) => jaccard);
  const near = values.filter(value => value >= NEAR_TWIN).length;
  const chart = await renderChart(
    'likeness',
    'Number of test sets by Jaccard similarity to their nearest training set',
    leakageChart(countLikeness(values), NEAR_TWIN),
  );
  return html`<section class="chart"><h2>How near the test comes to training</h2>
    <p>${countText(near)} of ${countText(values.length)} test sets have a near-twin in training, a set that shares at least
      ${percentText(NEAR_TWIN)} of the genes of either set. The median test set shares ${percentText(medianOf(values))} with its
      nearest training set, the nearest of all shares ${scoreText(Math.max(...values))}.</p>
    <figure>${chart}<figcaption>Test sets by the similarity of their nearest training set; every training set was
      compared.</figcaption></figure>
    <details><summary>The nearest pairs</summary>${pairTable(twins, PAIRS)}</details></section>`;
}
