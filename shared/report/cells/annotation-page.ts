// The page on annotated cells: how many are unknown, alarms, map, types with their genes, where methods disagree.
import {
  type AnnotatedCell,
  type AnnotationReport,
  countLikeliest,
  UNKNOWN,
} from '../../cells/annotation/annotation-report.ts';
import {LOGISTIC, NEAREST} from '../../cells/annotation/cell-annotator.ts';
import {LEAST_WEIGHT} from '../../cells/annotation/type-chances.ts';
import {UNKNOWN_SCORES} from '../../cells/annotation/unknown-scores.ts';
import {type Html, html} from '../../text/html.ts';
import {htmlDocument} from '../../text/html-document.ts';
import {countText, finePercentText, percentText, scoreText} from '../../text/number-text.ts';
import {renderChart} from '../charts/render-chart.ts';
import {pageStyle} from '../page-style.ts';
import {type ProvenanceEntry, sourceTable, stageTable} from '../provenance-tables.ts';
import {cellStyle} from './cell-style.ts';
import {labelSection} from './label-table.ts';
import {mapChart} from './map-chart.ts';
import {weightsText} from './weights-text.ts';

export interface AnnotationPageContent {
  title: string;
  rows: readonly AnnotatedCell[];
  report: AnnotationReport;
  lineage: readonly ProvenanceEntry[];
}

/** Disagreements listed at most. */
const MOST_PAIRS = 15;
/** A chance that counts as sure in the table of types. */
const SURE = 0.9;
/** Share of cells from which on sets of one type are explained. */
const NEARLY_ALL = 0.95;

/** The page as one self-contained HTML document: no script, nothing loaded. */
export async function annotationPage(content: AnnotationPageContent): Promise<string> {
  const {title, rows, report, lineage} = content;
  const body = html`<header><h1 class="kicker">${title}</h1>${headline(report)}</header>
    <main>${alarmSection(report)}${typeSection(report, rows)}${await mapSection(report, rows)}
      ${labelSection(report)}${disagreementSection(report, rows)}${unknownSection(report)}${
        lineage.length > 0 &&
        html`<section><h2>Provenance</h2>${stageTable(lineage)}${sourceTable(lineage)}</section>`
      }</main>`;
  return htmlDocument({title, style: pageStyle + cellStyle, body});
}

function headline({cells, unknownCells, genes, labelled, weights}: AnnotationReport): Html {
  return html`<p class="headline"><strong>${countText(unknownCells)}</strong> of ${countText(cells)} cells are unknown:
      too unlike every type of the training cells.</p>
    <p class="subline">The others have the type whose chance is highest in the weighted mean of all methods (weights: ${weightsText(weights)}). The file has
      ${countText(genes.shared)} of the ${countText(genes.known)} genes that the model knows
      (${percentText(genes.shareOfExpression)} of a training cell's expression).${
        labelled.cells > 0 &&
        html` Of ${countText(labelled.cells)} cells that the file gives a known type, ${countText(labelled.right)} have it
          as their likeliest.`
      }</p>`;
}

function alarmSection({alarms}: AnnotationReport): Html | false {
  return (
    alarms.length > 0 &&
    html`<section><h2>Alarms</h2>${alarms.map(alarm => html`<p class="alarm">${alarm}</p>`)}</section>`
  );
}

function typeSection({groups, level}: AnnotationReport, rows: readonly AnnotatedCell[]): Html {
  const named = groups.map(group => ({
    ...{name: group.type, genes: group.genes},
    own: rows.filter(row => row.type === group.type),
  }));
  const unknown = rows.filter(row => row.unknown);
  const guesses = countLikeliest(unknown).map(({type}) => ({
    ...{name: `unknown, likeliest ${type}`, genes: []},
    own: unknown.filter(({likeliest}) => likeliest === type),
  }));
  const first = unknown.length > 0 ? 1 : 0;
  const shown = [...named.slice(0, first), ...guesses, ...named.slice(first)];
  const lines = shown.map(({name, own, genes}) => {
    const meanChance = own.reduce((sum, {chance}) => sum + chance, 0) / own.length;
    const share = (has: (row: AnnotatedCell) => boolean) =>
      percentText(own.filter(has).length / own.length);
    return html`<tr><th scope="row">${name}</th><td>${countText(own.length)}</td>
      <td>${finePercentText(own.length / rows.length)}</td><td>${scoreText(meanChance)}</td>
      <td>${share(({chance}) => chance >= SURE)}</td>
      <td>${share(({conformalSet}) => conformalSet.length === 1)}</td>
      <td>${share(({agree}) => agree)}</td><td class="genes">${genes.join(' ') || '–'}</td></tr>`;
  });
  const heads = [
    ...['type', 'cells', 'share', 'mean chance', `chance of ${scoreText(SURE)} or more`],
    ...['one type remains', 'methods agree', 'most telling genes'],
  ];
  return html`<section><h2>Types</h2>
    <p class="lead">Chance: how often such a claim was right on validation cells. One type remains: the set of types that
      holds the true one for ${percentText(level)} of cells has one member.${oneTypeText(rows)} Most telling genes: expressed higher than in
      the other cells of this file, and counted for the type by logistic regression; of unknown cells, the difference
      alone.</p>
    ${table(heads, lines, 'types')}</section>`;
}

/** Why a set that is promised for 90 % of cells may hold one type of lower chance. */
function oneTypeText(rows: readonly AnnotatedCell[]): Html | false {
  const single = rows.filter(({conformalSet}) => conformalSet.length === 1).length;
  return (
    single >= NEARLY_ALL * rows.length &&
    html` The promise holds over all cells together, not for each cell: on validation cells the likeliest type alone is
      right about as often as that or more often, so nearly every set has one type and the column says little. How sure a
      single cell is, its chance says.`
  );
}

async function mapSection(
  {groups}: AnnotationReport,
  rows: readonly AnnotatedCell[],
): Promise<Html> {
  const drawn = rows.filter(({umap1}) => umap1 !== null);
  const shown = (drawn.length > 0 ? drawn : rows).map(({type, embedding, umap1, umap2}) => ({
    ...{method: 'cells', type, umap1, umap2},
    ...{pc1: embedding[0] ?? 0, pc2: embedding[1] ?? 0},
  }));
  const types = groups.map(({type}) => type);
  const charts = (['pca', 'umap'] as const).map(kind => ({
    kind,
    spec: mapChart(shown, kind, types, type => type === UNKNOWN),
  }));
  const names = {pca: 'components of the training cells', umap: 'UMAP'};
  const figures = charts.map(
    async ({kind, spec}) =>
      spec &&
      html`<figure class="square">${await renderChart(kind, `Map of the cells, ${names[kind]}, coloured by type`, spec)}</figure>`,
  );
  return html`<section><h2>Map</h2><p class="lead">${countText(shown.length)} cells, coloured by type; unknown ones are
    grey.</p><div class="beside">${await Promise.all(figures)}</div></section>`;
}

function disagreementSection(
  {cells, disagreeing, methods, weights}: AnnotationReport,
  rows: readonly AnnotatedCell[],
): Html {
  const counts = new Map<string, {types: string[]; cells: number}>();
  const heard = methods.filter(method => weights[method] >= LEAST_WEIGHT);
  for (const row of rows) {
    if (row.agree) continue;
    const types = [row.type, ...heard.map(method => opinionOf(row, method))];
    const key = JSON.stringify(types);
    counts.set(key, {types, cells: (counts.get(key)?.cells ?? 0) + 1});
  }
  const pairs = [...counts.values()].sort((a, b) => b.cells - a.cells);
  const lines = pairs.slice(0, MOST_PAIRS).map(
    ({types: [type, ...others], cells: count}) =>
      html`<tr><th scope="row">${type}</th>${others.map(each => html`<td>${each}</td>`)}
        <td>${countText(count)}</td></tr>`,
  );
  return html`<section><h2>Disagreements</h2>
    <p class="lead">The methods that have a say (a weight of .010 or more) name different types for ${countText(disagreeing)} of ${countText(cells)} cells.${
      pairs.length > MOST_PAIRS && html` The commonest of ${countText(pairs.length)} ways:`
    }</p>${lines.length > 0 && table(['type given', ...heard, 'cells'], lines)}</section>`;
}

/** The type that a method names. */
function opinionOf({modelType, nearestType, logisticType}: AnnotatedCell, method: string): string {
  if (method === NEAREST) return nearestType;
  return method === LOGISTIC ? logisticType : (modelType ?? '–');
}

function unknownSection({score, leftOut, falseAlarms}: AnnotationReport): Html {
  const lines = UNKNOWN_SCORES.map(
    name => html`<tr${name === score && html` class="model"`}><th scope="row">${name}</th>
      <td>${scoreText(leftOut[name])}</td></tr>`,
  );
  return html`<section><h2>How unknown cells are found</h2>
    <p class="lead">A cell is unknown where at most ${percentText(falseAlarms)} of validation cells score as high. The
      score (${score}) is the one that best told validation cells of types left out of training, one type in turn, from
      the others: AUROC, mean over the types.</p>${table(['score', 'AUROC'], lines, 'narrow')}</section>`;
}

function table(heads: readonly string[], rows: readonly Html[], kind = ''): Html {
  return html`<div class="wide"><table class="scores ${kind}">
    <thead><tr>${heads.map(head => html`<th scope="col">${head}</th>`)}</tr></thead>
    <tbody>${rows}</tbody></table></div>`;
}
