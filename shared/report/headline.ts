// The report's first sentences: how many sets were completed, and honestly who did better.
import {type Html, html} from './html.ts';
import {joinWords, methodName} from './method-names.ts';
import {countText, percentText, scoreText, signedScoreText} from './number-text.ts';
import {estimateOf, type ProtocolView} from './protocol-view.ts';
import {strataRows} from './strata-rows.ts';

/** "The GPT completed N of M unseen gene sets significantly …, beside k by …". */
export function headline(view: ProtocolView, significance: number): Html {
  const {results, reference, methods} = view;
  const beside = joinWords(
    methods
      .filter(([method]) => method !== reference)
      .map(([method, {significant}]) => `${countText(significant ?? 0)} by ${methodName(method)}`),
  );
  return html`<p class="headline"><strong>${methodName(reference)}</strong> completed
    <strong>${countText(results.methods[reference].significant ?? 0)} of ${countText(results.sets)}</strong>
    unseen gene sets significantly${beside && html`, beside ${beside}`}.</p>
    <p class="subline">Protocol ${view.name}: a set counts when its named genes overlap its hidden genes more than
    ${countText(results.background)} possible genes allow by chance: Fisher’s exact test,
    Benjamini–Hochberg q&nbsp;≤&nbsp;${significance} over all sets${
      results.seeds.length > 1 && html`; means over ${results.seeds.length} seeds`
    }.</p>`;
}

/** Two to four sentences that say what the numbers mean and which method is ahead. */
export function howToRead(view: ProtocolView): Html {
  return html`<p>Each test set is shown in part and the rest of its genes is hidden; a method names genes
    (recall: share of the hidden genes found; precision: share of the named genes that were hidden) and ranks
    all genes (recall@k, average precision). “Significant” is a low bar, since one or two lucky common genes
    can reach it${popularityRemark(view)}: read recall and average precision beside it.
    ${verdict(view)} ${similarityRemark(view)}</p>`;
}

function popularityRemark({results}: ProtocolView): string {
  const popularity = results.methods['train-popularity'];
  if (!popularity) return '';
  const share = percentText((popularity.significant ?? 0) / results.sets);
  return ` (always naming the most common genes passes for ${share} of the sets)`;
}

/** Compares the reference with the best other method by mean average precision, by the interval of the difference. */
function verdict({results, reference, methods}: ProtocolView): Html {
  const [best] = methods
    .filter(([method]) => method !== reference)
    .toSorted(([, a], [, b]) => (b.averagePrecision ?? 0) - (a.averagePrecision ?? 0));
  if (!best) return html`There is no other method to compare with.`;
  const [method, scores] = best;
  const {value, low, high} = estimateOf(results.differences.methods[method], 'averagePrecision');
  const interval =
    low === null || high === null
      ? ''
      : ` (difference ${signedScoreText(value)}, 95 % interval ${signedScoreText(low)} to ${signedScoreText(high)})`;
  const [own, other] = [methodName(reference), methodName(method)];
  const means = `mean average precision ${scoreText(scores.averagePrecision)} against ${scoreText(
    results.methods[reference].averagePrecision,
  )}`;
  if ((low ?? value ?? 0) > 0) {
    return html`<strong>${other} ranks the hidden genes better than ${own}</strong>: ${means}${interval}.`;
  }
  if ((high ?? value ?? 0) < 0) {
    return html`<strong>${own} ranks the hidden genes better than every other method</strong>; the best of these,
      ${other}, has a ${means}${interval}.`;
  }
  return html`<strong>${own} and the best other method, ${other}, cannot be told apart</strong>: ${means}${interval}.`;
}

function similarityRemark(view: ProtocolView): string {
  const [distant] = strataRows(view, 'strata');
  return distant.sets > 0
    ? `The hard test is the ${countText(distant.sets)} sets that resemble no training set (Jaccard ${distant.label}): there nothing can be looked up.`
    : '';
}
