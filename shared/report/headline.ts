// The report's first sentences: how many sets were completed, and honestly who did better.
import {MODEL_METHOD, type ScoreResults} from '../stats/score-results.ts';
import {type Html, html} from './html.ts';
import {joinWords} from './method-names.ts';
import {countText, percentText, scoreText, signedScoreText} from './number-text.ts';

/** "The model completed N of M unseen gene sets significantly …, beside k for …". */
export function headline({methods, sets, significance, backgrounds}: ScoreResults): Html {
  const model = methods.find(({method}) => method === MODEL_METHOD)!;
  const others = methods.filter(({method}) => method !== MODEL_METHOD);
  const beside = joinWords(
    others.map(
      ({method, significantSets}) => `${countText(significantSets.vocabulary)} by ${method}`,
    ),
  );
  return html`<p class="headline">The model completed
    <strong>${countText(model.significantSets.vocabulary)} of ${countText(sets.scored)}</strong>
    unseen gene sets significantly${beside && html`, beside ${beside}`}.</p>
    <p class="subline">A set counts when its generated genes overlap its hidden genes more than
    ${countText(backgrounds.vocabulary.genes)} possible genes allow by chance: Fisher’s exact test,
    Benjamini–Hochberg q&nbsp;&lt;&nbsp;${significance} over all sets.</p>`;
}

/** Two to four sentences that say what the numbers mean and where a baseline is better. */
export function howToRead(results: ScoreResults): Html {
  return html`<p>Each test set is shown in part and the rest of its genes is hidden; a method names genes
    (recall: share of the hidden genes found; precision: share of the named genes that were hidden) and ranks
    all genes (recall@k, average precision). “Significant” is a low bar, since one or two lucky common genes
    can reach it${popularityRemark(results)}: read recall and average precision beside it.
    ${verdict(results)} ${similarityRemark(results)}</p>`;
}

function popularityRemark({methods, sets}: ScoreResults): string {
  const popularity = methods.find(({method}) => method === 'popularity');
  if (!popularity) return '';
  const share = percentText(popularity.significantSets.vocabulary / sets.scored);
  return ` (always naming the most common genes passes for ${share} of the sets)`;
}

/** Compares the model with the best other method by mean average precision, by the interval of the difference. */
function verdict({methods, differences}: ScoreResults): Html {
  const rivals = methods.filter(({method}) => method !== MODEL_METHOD);
  const best = rivals.toSorted(
    (a, b) => (b.scores.averagePrecision.value ?? 0) - (a.scores.averagePrecision.value ?? 0),
  )[0];
  const difference = differences.find(({baseline}) => baseline === best?.method);
  const {value, low, high} = difference?.scores.averagePrecision ?? {
    value: null,
    low: null,
    high: null,
  };
  if (!best || value === null) return html`There is no baseline to compare the model with.`;
  const interval =
    low === null || high === null
      ? ''
      : ` (difference ${signedScoreText(value)}, 95 % interval ${signedScoreText(low)} to ${signedScoreText(high)})`;
  const model = methods.find(({method}) => method === MODEL_METHOD)!;
  const [own, other] = [model, best].map(({scores}) => scoreText(scores.averagePrecision.value));
  const means = `mean average precision ${other} against the model’s ${own}`;
  if ((high ?? value) < 0) {
    return html`<strong>Here ${best.method} ranks the hidden genes better than the model</strong>: ${means}${interval}.`;
  }
  if ((low ?? value) > 0) {
    return html`<strong>The model ranks the hidden genes better than every baseline</strong>; the best of these,
      ${best.method}, has a ${means}${interval}.`;
  }
  return html`<strong>The model and the best baseline, ${best.method}, cannot be told apart</strong>: ${means}${interval}.`;
}

function similarityRemark({stratifications}: ScoreResults): string {
  const bySimilarity = stratifications.find(({by}) => by === 'maxJaccard');
  const distant = bySimilarity?.strata[0];
  return distant && distant.sets > 0
    ? `The hard test is the ${countText(distant.sets)} sets that resemble no training set (Jaccard ${distant.label}): there nothing can be looked up.`
    : '';
}
