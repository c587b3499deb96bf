// Tables of the report on cells: generation, prediction, imputation, embeddings and descriptions, models first.
import type {DescriptionScores} from '../../cells/descriptions/description-scores.ts';
import type {EmbeddingScores} from '../../cells/embeddings/embedding-scores.ts';
import {
  type CellScores,
  type GenerationResult,
  type MethodKind,
  meanOfTypes,
  type PredictionResult,
} from '../../cells/scores/cell-scores.ts';
import type {ImputationScores} from '../../cells/scores/score-imputation.ts';
import type {Interval} from '../../stats/bootstrap.ts';
import {type Html, html} from '../../text/html.ts';
import {countText, scoreText} from '../../text/number-text.ts';

const KIND_NAMES: Record<MethodKind, string> = {
  model: '',
  ceiling: 'ceiling',
  baseline: 'baseline',
  floor: 'floor',
};

/** k-NN accuracy, Gromov–Wasserstein cost, agreement of means and shares of words, one row a method. */
export function generationTable(generation: CellScores['generation']): Html {
  const rows = Object.entries(generation);
  const ks = rows[0]?.[1].knnAccuracy.map(({k}) => k) ?? [];
  return table(
    [
      'method',
      'cells',
      ...ks.map(k => `k-NN accuracy, k = ${k}`),
      'Gromov–Wasserstein',
      'R² of type means',
      'Pearson of type means',
      'covariation',
      'words that are genes',
      'genes named once',
    ],
    rows.map(
      ([method, result]) => html`<tr${result.kind === 'model' && html` class="model"`}>
        <th scope="row">${method}${small(KIND_NAMES[result.kind])}</th>
        <td>${countText(result.cells)}</td>
        ${result.knnAccuracy.map(({accuracy, interval}) => estimate(accuracy, interval))}
        <td>${costText(result)}</td>
        <td>${scoreText(meanOfTypes(result, 'rSquared'))}</td>
        <td>${scoreText(meanOfTypes(result, 'pearson'))}</td>
        <td>${scoreText(meanOfTypes(result, 'covariation'))}</td>
        <td>${scoreText(result.validGeneShare)}</td><td>${scoreText(result.uniqueGeneShare)}</td></tr>`,
    ),
    'generation',
  );
}

/** Accuracy and macro-F1, one row a method. */
export function predictionTable(prediction: Record<string, PredictionResult>): Html {
  return table(
    ['method', 'test cells', 'accuracy', 'macro-F1', 'names a type', 'setting chosen'],
    Object.entries(prediction).map(
      ([method, {count, accuracy, macroF1, namedShare, intervals, setting}]) => html`<tr>
        <th scope="row">${method}</th><td>${countText(count)}</td>
        ${estimate(accuracy, intervals?.accuracy)}${estimate(macroF1, intervals?.macroF1)}
        <td>${scoreText(namedShare)}</td><td>${setting ?? '–'}</td></tr>`,
    ),
  );
}

/** Recall of hidden genes and agreement of their values, one row a method. */
export function imputationTable(imputation: Record<string, ImputationScores>): Html {
  const rows = Object.entries(imputation);
  const ks = rows[0]?.[1].recall.map(({k}) => k) ?? [];
  return table(
    [
      'method',
      'test cells',
      ...ks.map(k => `recall@${k}`),
      'recall at the number of hidden genes',
      'Pearson of values',
    ],
    rows.map(
      ([method, {cells, recall, recallAtHidden, pearson}]) => html`<tr>
        <th scope="row">${method}</th><td>${countText(cells)}</td>
        ${recall.map(({mean, interval}) => estimate(mean, interval))}
        ${estimate(recallAtHidden.mean, recallAtHidden.interval)}
        ${estimate(pearson.mean, pearson.interval)}</tr>`,
    ),
  );
}

/** Purity, silhouette and mixing, one row a method; the last only where cells are of several donors or samples. */
export function embeddingTable({methods, neighbours, batches}: EmbeddingScores): Html {
  return table(
    [
      'method',
      'dimensions',
      `purity of the ${neighbours} nearest cells`,
      'purity, mean over types',
      'silhouette',
      'silhouette, mean over types',
      ...(batches ? [`iLISI of ${batches.count} ${batches.column}s`] : []),
    ],
    Object.entries(methods).map(
      ([
        method,
        {kind, dimensions, lisi, ...scores},
      ]) => html`<tr${kind === 'model' && html` class="model"`}>
        <th scope="row">${method}${small(KIND_NAMES[kind])}</th><td>${countText(dimensions)}</td>
        ${[
          scores.purity,
          scores.purityOfTypes,
          scores.silhouette,
          scores.silhouetteOfTypes,
          ...(lisi ? [lisi] : []),
        ].map(({value, interval}) => estimate(value, interval))}</tr>`,
    ),
  );
}

/** Types and genes named, repetition and perplexity, one row a method. */
export function descriptionTable({methods, settings}: DescriptionScores): Html {
  return table(
    [
      'method',
      'names the true type alone',
      'it and others',
      'other types alone',
      'no type',
      'genes named',
      `of these among the cell’s ${settings.topGenes} highest`,
      `among the type’s ${settings.markers} markers`,
      'text equals another',
      'perplexity of the right text',
    ],
    Object.entries(methods).map(
      ([method, {kind, ...scores}]) => html`<tr${kind === 'model' && html` class="model"`}>
        <th scope="row">${method}${small(KIND_NAMES[kind])}</th>
        ${[scores.trueType, scores.trueAndOtherTypes, scores.otherTypes, scores.noType].map(
          ({value, interval}) => estimate(value, interval),
        )}
        ${estimate(scores.genesNamed.value, scores.genesNamed.interval, sizeText)}
        ${[scores.inCell, scores.markers, scores.repeated].map(({value, interval}) =>
          estimate(value, interval),
        )}
        ${estimate(scores.perplexity.value, scores.perplexity.interval, sizeText)}</tr>`,
    ),
    'generation',
  );
}

function table(heads: readonly string[], rows: readonly Html[], kind = ''): Html {
  return html`<div class="wide"><table class="scores ${kind}">
    <thead><tr>${heads.map(head => html`<th scope="col">${head}</th>`)}</tr></thead>
    <tbody>${rows}</tbody></table></div>`;
}

function estimate(
  value: number | null,
  interval?: Interval | null,
  text: (score: number | null) => string = scoreText,
): Html {
  const range = interval && `${text(interval[0])}–${text(interval[1])}`;
  return html`<td>${text(value)}${range && small(range)}</td>`;
}

/** A number that is no share; null → "–". */
function sizeText(size: number | null): string {
  return size === null ? '–' : digits(size);
}

function small(text: string): Html | false {
  return text !== '' && html`<small>${text}</small>`;
}

/** Mean of the draws' costs and, where there are several, their range. */
function costText({gromovWasserstein: {costs}}: GenerationResult): Html {
  if (costs.length === 0) return html`–`;
  const mean = costs.reduce((a, b) => a + b, 0) / costs.length;
  const range = `${digits(Math.min(...costs))}–${digits(Math.max(...costs))}`;
  return html`${digits(mean)}${costs.length > 1 && small(range)}`;
}

function digits(cost: number): string {
  return cost >= 100 ? countText(cost) : cost.toPrecision(3);
}
