// The page on cells: what was generated, predicted, imputed and described, beside bounds and baselines, with maps and
// examples.
import type {DescriptionScores} from '../../cells/descriptions/description-scores.ts';
import {type CellMapRow, type CellScores, REAL_CELLS} from '../../cells/scores/cell-scores.ts';
import type {GeneratedRow} from '../../cells/sentences/read-generated-cells.ts';
import {type Html, html} from '../../text/html.ts';
import {htmlDocument} from '../../text/html-document.ts';
import {countText, scoreText} from '../../text/number-text.ts';
import {renderChart} from '../charts/render-chart.ts';
import {pageStyle} from '../page-style.ts';
import {type ProvenanceEntry, sourceTable, stageTable} from '../provenance-tables.ts';
import {cellStyle} from './cell-style.ts';
import {generationTable, imputationTable, predictionTable} from './cell-tables.ts';
import {confusionChart} from './confusion-chart.ts';
import {descriptionSection} from './description-section.ts';
import {type EmbeddingContent, embeddingSection} from './embedding-section.ts';
import {mapChart} from './map-chart.ts';
import {type RankLinePlot, rankLineChart} from './rank-line-chart.ts';
import {sentenceExamples} from './sentence-examples.ts';

export interface CellPageContent {
  title: string;
  scores: CellScores;
  map: readonly CellMapRow[];
  line: RankLinePlot & {r2: number; pearson: number};
  sentences: readonly GeneratedRow[];
  /** Of each stage that scored embeddings. */
  embeddings: readonly EmbeddingContent[];
  /** Of each stage that scored descriptions. */
  descriptions: readonly DescriptionScores[];
  isGene: (word: string) => boolean;
  /** Types of which example sentences are shown. */
  examples: number;
  lineage: readonly ProvenanceEntry[];
}

/** The page as one self-contained HTML document: no script, nothing loaded. */
export async function cellPage(content: CellPageContent): Promise<string> {
  const {title, scores, lineage} = content;
  const body = html`<header><h1 class="kicker">${title}</h1>${headline(scores)}</header>
    <main>${await generationSection(content)}${await predictionSection(scores)}
      ${imputationSection(scores)}${await Promise.all(content.embeddings.map(embeddingSection))}
      ${content.descriptions.map(descriptionSection)}
      ${await lineSection(content)}${exampleSection(content)}
      ${provenance(lineage)}</main>`;
  return htmlDocument({title, style: pageStyle + cellStyle, body});
}

function headline({prediction, cells, types}: CellScores): Html {
  const [[method, {accuracy, macroF1}]] = Object.entries(prediction);
  return html`<p class="headline"><strong>${scoreText(accuracy)}</strong> of ${countText(cells.test)} test cells have the type that
    ${method} predicts.</p>
    <p class="subline">Macro-F1 ${scoreText(macroF1)} over ${countText(types.length)} types. All scores are of test
      cells that no method was trained on; ${countText(cells.training)} cells were for training.</p>`;
}

async function generationSection({scores, map}: CellPageContent): Promise<Html> {
  const pca = mapChart(map, 'pca', scores.types);
  const umap = mapChart(map, 'umap', scores.types);
  const alone = new Set(map.map(({method}) => method)).size === 1;
  const title = `Map of ${REAL_CELLS} and generated ones, coloured by type`;
  return html`<section><h2>Generated cells</h2>
    <p class="lead">k-NN accuracy: share of generated cells whose nearest real test cells are mostly of the prompted
      type. Gromov–Wasserstein: how differently generated and real cells lie among themselves (square of the distance,
      lower is better; draws differ). Covariation: how the correlations between genes within a type agree with those of
      real cells (Pearson's r, mean over types; its floor is the mean with noise, real cells of any type pass). Read
      them together: the mean of a type has a higher k-NN accuracy than real cells, and only its distance shows that it is
      no real cell. With noise gene by gene the distance is that of real cells too, and only covariation shows that no genes
      vary together.</p>
    ${generationTable(scores.generation)}
    <div${alone && html` class="beside"`}>
      ${pca && figure(await renderChart('pca', `${title}, principal components`, pca), alone)}
      ${umap && figure(await renderChart('umap', `${title}, UMAP`, umap), alone)}</div></section>`;
}

async function predictionSection({types, prediction}: CellScores): Promise<Html> {
  const [[method, {confusion}]] = Object.entries(prediction);
  const chart = await renderChart(
    'confusion',
    `Confusion matrix of ${method}: true against predicted type`,
    confusionChart(types, confusion),
  );
  return html`<section><h2>Predicted types</h2>${predictionTable(prediction)}
    ${figure(
      html`${chart}<figcaption>${method}: test cells of each true type (row) by predicted type (column), shaded by
        share of the row.</figcaption>`,
      types.length <= FEW_TYPES,
    )}</section>`;
}

/** Types of which a confusion matrix is legible at the width of a phone. */
const FEW_TYPES = 7;

/** A small chart fits a phone; a large one is scrolled there. */
function figure(content: Html, small: boolean): Html {
  return html`<figure${small && html` class="square"`}>${content}</figure>`;
}

function imputationSection({imputation}: CellScores): Html {
  return html`<section><h2>Imputed genes</h2>
    <p class="lead">A share of each test cell's genes is hidden; recall counts how many of them are among the first k
      named. The mean of the type knows the cell's type; the others see genes alone. The mean of
      all cells knows nothing about the cell: a method that does not beat it has only learned which genes are common.</p>
    ${imputationTable(imputation)}</section>`;
}

async function lineSection({line}: CellPageContent): Promise<Html> {
  const chart = await renderChart(
    'rank-line',
    'Expression by rank, with the fit',
    rankLineChart(line),
  );
  return html`<section><h2>From rank to expression</h2><figure>${chart}<figcaption>Mean expression by rank with one
    standard deviation each way, and the line that turns generated sentences back into expression: R² ${scoreText(line.r2)},
    Pearson ${scoreText(line.pearson)}. Negative values count as 0.</figcaption></figure></section>`;
}

function exampleSection({sentences, isGene, examples}: CellPageContent): Html | false {
  return (
    sentences.length > 0 &&
    html`<section><h2>Sentences</h2><p class="lead">The first sentence of each method; words that are not genes are
      marked.</p>${sentenceExamples(sentences, isGene, examples)}</section>`
  );
}

function provenance(lineage: readonly ProvenanceEntry[]): Html | false {
  return (
    lineage.length > 0 &&
    html`<section><h2>Provenance</h2>${stageTable(lineage)}${sourceTable(lineage)}</section>`
  );
}
