// The report's first sentences: what is found, and honestly whether a lookup does as well.
import type {PairedDifference} from '../scores/paired-difference.ts';
import type {MethodResults} from '../scores/score-results.ts';
import {type Html, html} from '../text/html.ts';
import {
  countText,
  percentText,
  pointsText,
  scoreText,
  signedScoreText,
} from '../text/number-text.ts';
import {type Compare, type LeadMethods, verdictOf} from './lead-methods.ts';
import {capitalize, joinWords} from './method-names.ts';
import {estimateOf, type ProtocolView} from './protocol-view.ts';
import {strataRows} from './strata-rows.ts';

/** Differences below this, one percentage point, are called slight, even where they are settled. */
const SLIGHT = 0.01;

/** What the page says first: the question, the result, and in plain words whether a lookup does as well. */
export function headline(view: ProtocolView, leads: LeadMethods, compare: Compare): Html {
  const {model, languageModel, lookup} = leads;
  const {named} = view;
  const found = (method: string) => percentText(view.results.methods[method].recallAt50 ?? 0);
  const beside = languageModel !== undefined && languageModel !== model;
  return html`<p class="headline">${shownText(view)}, <strong>${named[model].phrase}</strong> puts
    <strong>${found(model)} of the hidden genes</strong> among its first 50 guesses. ${lookupRemark(leads, view, compare, found)}</p>
    <p class="subline">The test: ${countText(view.results.sets)} gene sets${librariesText(view)}, ${twinsText(view)}. Each method saw a part of each set${drawsText(view)}, and ranked all other genes by how likely they
      complete the set (protocol ${view.name}). ${chanceRemark(view)}${
        beside &&
        `${capitalize(named[languageModel].phrase)} alone puts ${found(languageModel)} there${besideLookup(languageModel, lookup, compare)}.`
      }</p>`;
}

function shownText({name}: ProtocolView): string {
  const shares: Partial<Record<ProtocolView['name'], string>> = {
    tcc: 'Shown the first fifth of a gene set',
    'shuffled-10': 'Shown a tenth of a gene set',
    'shuffled-20': 'Shown a fifth of a gene set',
    'shuffled-50': 'Shown half of a gene set',
  };
  return shares[name] ?? 'Shown a part of a gene set';
}

/** Libraries that the first lines still name. */
const MOST_LIBRARIES = 4;

function librariesText({methods}: ProtocolView): string {
  const names = methods[0][1].libraries.map(({library}) => library);
  const text = names.length > MOST_LIBRARIES ? `${names.length} libraries` : joinWords(names);
  return names.length > 0 ? ` of ${text}` : '';
}

/** How many sets have a near-twin in training: those of the last stratum. */
function twinsText({methods}: ProtocolView): string {
  const {sets, jaccard} = methods[0][1].strata.at(-1)!;
  const twin = `a near-twin (Jaccard similarity ≥ ${jaccard[0]}) in training`;
  return sets === 0 ? `none with ${twin}` : `${countText(sets)} with ${twin}`;
}

function drawsText({name, results: {seeds}}: ProtocolView): string {
  if (name === 'tcc') return ', its first genes as stored';
  return `, genes drawn at random${seeds.length > 1 ? ` in ${seeds.length} draws` : ''}`;
}

function chanceRemark(view: ProtocolView): string {
  const found = resultsOf(view, 'chance')?.recallAt50;
  if (found === undefined || found === null) return '';
  return `Random genes find ${(found * 100).toFixed(1)} %. `;
}

/** Whether the model is worth more than a lookup, decided by the interval of their difference. */
function lookupRemark(
  {model, lookup}: LeadMethods,
  {named}: ProtocolView,
  compare: Compare,
  found: (method: string) => string,
): string {
  if (lookup === undefined) return 'No lookup was scored beside it.';
  const name = named[lookup].phrase;
  if (lookup === model) return 'No trained model has a higher mean: a plain lookup is enough.';
  const difference = compare(model, lookup, 'recallAt50');
  const slight = Math.abs(difference.value ?? 0) < SLIGHT;
  const numbers = `${found(lookup)}${pointsRemark(difference)}`;
  switch (verdictOf(difference)) {
    case 'better':
      return `That is ${slight ? 'hardly ' : ''}more than ${name} finds: ${numbers}.`;
    case 'worse':
      return `${capitalize(name)} finds ${slight ? 'slightly ' : ''}more: ${numbers}.`;
    case 'even':
      return `${capitalize(name)} is as good: ${numbers}.`;
    case 'unknown':
      return `${capitalize(name)} finds ${found(lookup)}; there are too few sets to say which is better.`;
  }
}

function besideLookup(method: string, lookup: string | undefined, compare: Compare): string {
  if (lookup === undefined) return '';
  const difference = compare(method, lookup, 'recallAt50');
  const words = {
    better: ', more than the lookup',
    worse: ', less than the lookup',
    even: ', no more and no less than the lookup',
    unknown: '',
  };
  return words[verdictOf(difference)] + pointsRemark(difference);
}

/** " (+2.1 points, 95 % interval +1.0 to +3.2)", of the paired difference. */
function pointsRemark({value, interval}: PairedDifference): string {
  if (value === null || !interval) return '';
  const [low, high] = interval.map(pointsText);
  return ` (difference ${pointsText(value)} points, 95 % interval ${low} to ${high})`;
}

/** What a reader must know before the numbers: three lines. */
export function readingGuide(view: ProtocolView, significance: number): Html {
  return html`<ul class="guide">
    <li><b>Hidden genes among the first 50</b> (recall@50): the share of the hidden genes among a method’s 50 best
      guesses. A set with more than 50 hidden genes cannot reach 100 %.</li>
    <li><b>Completed beyond chance</b> (significant): the guesses overlap the hidden genes more than random genes would
      (Fisher’s exact test, Benjamini–Hochberg q ≤ ${significance}). A low bar${popularityRemark(view)}.</li>
    <li><b>shuffled-20</b> shows a fifth of each set’s genes, drawn at random; <b>tcc</b>, the test of Talk Can Cells?, shows
      the first fifth as stored; that order gives some of the rest away.</li>
    <li><b>Small figures</b> are 95 % intervals: how far the mean would move with other sets of the same kind. A
      difference whose interval holds 0 is undecided.</li></ul>`;
}

/** Two to four sentences that say what the numbers mean and which method is ahead. */
export function howToRead(view: ProtocolView): Html {
  return html`<p>A method sees a part of each test set; the other genes are hidden. It names genes
    (recall: share of the hidden genes found; precision: share of the named genes that were hidden) and ranks
    all genes (recall@k, average precision). “Significant” is a low bar, because one or two lucky common genes
    can reach it${popularityRemark(view)}: read recall and average precision too.
    ${verdict(view)} ${similarityRemark(view)}</p>`;
}

function popularityRemark(view: ProtocolView): string {
  const popularity = resultsOf(view, 'popularity');
  if (!popularity) return '';
  const share = percentText((popularity.significant ?? 0) / view.results.sets);
  return ` (a method that always names the most common genes passes it for ${share} of the sets)`;
}

/** Results of the first method of this kind. */
function resultsOf({methods, named}: ProtocolView, kind: string): MethodResults | undefined {
  return methods.find(([method]) => named[method].kind === kind)?.[1];
}

/** Compares the reference with the best other method by mean average precision, by the interval of the difference. */
function verdict({results, reference, methods, named}: ProtocolView): Html {
  const [best] = methods
    .filter(([method]) => method !== reference)
    .toSorted(([, a], [, b]) => (b.averagePrecision ?? 0) - (a.averagePrecision ?? 0));
  if (!best) return html`No other method was scored.`;
  const [method, scores] = best;
  const {value, low, high} = estimateOf(results.differences.methods[method], 'averagePrecision');
  const interval =
    low === null || high === null
      ? ''
      : ` (difference ${signedScoreText(value)}, 95 % interval ${signedScoreText(low)} to ${signedScoreText(high)})`;
  const [own, other] = [named[reference].label, named[method].label];
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
  return html`<strong>${own} is as good as the best other method, ${other}</strong>: ${means}${interval}.`;
}

function similarityRemark(view: ProtocolView): string {
  const [distant] = strataRows(view, 'strata');
  return distant.sets > 0
    ? `The hard test is the ${countText(distant.sets)} sets that resemble no training set (Jaccard ${distant.label}): there a lookup finds nothing.`
    : '';
}
