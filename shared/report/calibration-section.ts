// When to trust a suggestion: the chances that a method stated beside what was really hidden.

import {
  CALIBRATION_BINS,
  countBands,
  equalCountBins,
  expectedCalibrationError,
  type Outcome,
  type OutcomeBin,
  outcomesOf,
  toBin,
} from '../scores/calibration.ts';
import type {ScoreResults, SetScore} from '../scores/score-results.ts';
import {isWithin, JACCARD_BOUNDS} from '../scores/strata.ts';
import type {BootstrapOptions} from '../stats/bootstrap.ts';
import {type Html, html} from '../text/html.ts';
import {countText, finePercentText, scoreText} from '../text/number-text.ts';
import {calibrationChart} from './charts/calibration-chart.ts';
import {renderChart} from './charts/render-chart.ts';
import {
  BANDS,
  bandLabel,
  bandSentence,
  type ChanceGroup,
  calibrationSentence,
  exceptionSentence,
} from './describe-calibration.ts';
import {capitalize} from './method-names.ts';
import {type ProtocolView, viewProtocols} from './protocol-view.ts';
import type {ReportCompletion} from './report-content.ts';
import {stratumLabel} from './strata-rows.ts';

/** Genes of a bin, at least, where a group is small. */
const LEAST_GENES = 100;

export interface CalibrationContent {
  results: ScoreResults;
  scores: readonly SetScore[];
  completions: readonly ReportCompletion[];
}

/** The plot, what it says in words, and the same by protocol and by likeness to training. */
export async function calibrationSection(
  {results, scores, completions}: CalibrationContent,
  view: ProtocolView,
): Promise<Html> {
  const chanced = completions.filter(({generatedChances}) => generatedChances.length > 0);
  const method = view.methods.find(([name]) => chanced.some(row => row.method === name))?.[0];
  const own = chanced.filter(row => row.method === method);
  const outcomes = outcomesOf(own.filter(({protocol}) => protocol === view.name));
  if (method === undefined || outcomes.length === 0) return noChances();
  const {bootstrap} = results.provenance;
  const bins = equalCountBins(outcomes, CALIBRATION_BINS, bootstrap);
  const bands = countBands(outcomes, BANDS, bootstrap);
  const chart = await renderChart(
    'calibration',
    'Share of named genes that were hidden ones against the chance stated for them',
    calibrationChart(bins),
  );
  const likeness = groupByLikeness(outcomes, scores, bootstrap);
  const groups = [
    ...viewProtocols(results).map(({name}): Group => {
      const rows = own.filter(({protocol}) => protocol === name);
      return toGroup(`protocol ${name}`, outcomesOf(rows), bootstrap);
    }),
    ...likeness,
  ].filter(({bin}) => bin.count > 0);
  return html`<section class="chart"><h2>When to trust it</h2>
    <p>${capitalize(view.named[method].phrase)} states for every gene it names the chance that the gene is one of the hidden ones. The
      chances were fitted on validation sets; this section compares them with the test sets.
      <strong>${calibrationSentence(bins, toBin(outcomes, bootstrap))}</strong> ${bandSentence(bands)}
      ${exceptionSentence(likeness)}</p>
    <div class="beside"><figure class="square">${chart}</figure>${bandTable(bands)}</div>
    <p class="caption">Each point holds equally many named genes (protocol ${view.name}, first draw). On the dashed line the
      chances come true; below it they are too high, above it too low. Intervals resample whole sets, because the genes of a
      set are found together. A chance supposes that the number of hidden genes equals the number of named genes; no method
      knows how many are hidden.</p>
    ${groupTable(groups, bootstrap)}</section>`;
}

interface Group extends ChanceGroup {
  outcomes: Outcome[];
}

function toGroup(label: string, outcomes: Outcome[], bootstrap: BootstrapOptions): Group {
  return {label, outcomes, bin: toBin(outcomes, bootstrap)};
}

function groupByLikeness(
  outcomes: readonly Outcome[],
  scores: readonly SetScore[],
  bootstrap: BootstrapOptions,
): Group[] {
  const likeness = new Map(scores.map(({setId, maxJaccard}) => [setId, maxJaccard]));
  return JACCARD_BOUNDS.map(bounds => {
    const own = outcomes.filter(({setId}) => isWithin(likeness.get(setId) ?? 0, bounds));
    return toGroup(`sets of likeness ${stratumLabel(bounds)}`, own, bootstrap);
  });
}

function bandTable(bands: readonly OutcomeBin[]): Html {
  const rows = bands.map((bin, i) =>
    bin.count === 0
      ? null
      : html`<tr><th scope="row">${bandLabel(i)}</th><td>${countText(bin.count)}</td>
        <td>${finePercentText(bin.predicted)}</td>${actualCell(bin)}</tr>`,
  );
  return html`<table class="scores narrow">
    <thead><tr><th scope="col">chance stated</th><th scope="col">genes named</th><th scope="col">mean chance</th>
      <th scope="col">hidden ones</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function groupTable(groups: readonly Group[], bootstrap: BootstrapOptions): Html {
  const rows = groups.map(({label, outcomes, bin}) => {
    // Few genes in many bins would show noise as error.
    const bins = Math.max(1, Math.min(CALIBRATION_BINS, Math.floor(bin.count / LEAST_GENES)));
    const cut = equalCountBins(outcomes, bins, {...bootstrap, resamples: 0});
    return html`<tr><th scope="row">${label}</th><td>${countText(bin.sets)}</td><td>${countText(bin.count)}</td>
      <td>${finePercentText(bin.predicted)}</td>${actualCell(bin)}<td>${scoreText(expectedCalibrationError(cut))}</td></tr>`;
  });
  return html`<div class="wide"><table class="scores">
    <thead><tr><th scope="col">chances of</th><th scope="col">sets</th><th scope="col">genes named</th>
      <th scope="col">mean chance</th><th scope="col">hidden ones</th><th scope="col">expected calibration error</th></tr></thead>
    <tbody>${rows}</tbody></table></div>
    <p class="caption">Likeness: Jaccard similarity to the nearest training set.</p>`;
}

function actualCell({actual, interval}: OutcomeBin): Html {
  const ends =
    interval &&
    html`<small>${finePercentText(interval[0]).replace(' %', '')}–${finePercentText(interval[1])}</small>`;
  return html`<td>${finePercentText(actual)}${ends}</td>`;
}

function noChances(): Html {
  return html`<section class="chart"><h2>When to trust it</h2><p class="lead">No method stated a calibrated chance for the
    genes it named; a stack or a mixture of models does.</p></section>`;
}
