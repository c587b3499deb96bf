// Embeddings of test cells on the page on cells: what they keep apart and mix, beside plain ones, each on a map of its own.
import type {EmbeddingScores} from '../../cells/embeddings/embedding-scores.ts';
import type {CellMapRow} from '../../cells/scores/cell-scores.ts';
import {type Html, html} from '../../text/html.ts';
import {countText, scoreText} from '../../text/number-text.ts';
import {renderChart} from '../charts/render-chart.ts';
import {embeddingTable} from './cell-tables.ts';
import {mapChart} from './map-chart.ts';

/** The scores and where each method places a draw of the test cells. */
export interface EmbeddingContent {
  scores: EmbeddingScores;
  map: readonly CellMapRow[];
}

/** Each embedding has axes of its own: their units have nothing in common. */
const OWN_AXES = {resolve: {scale: {x: 'independent', y: 'independent'}}} as const;

export async function embeddingSection({scores, map}: EmbeddingContent): Promise<Html> {
  const {cells, batches, purityByChance, types} = scores;
  const chart = mapChart(map, 'umap', types) ?? mapChart(map, 'pca', types);
  return html`<section><h2>Embeddings</h2>
    <p class="lead">${countText(cells.scored)} test cells among themselves. Purity: share of a cell's nearest cells that
      are of its type (${scoreText(purityByChance)} by chance). Silhouette: how much nearer a cell is to its own type than
      to the next one (−1 to 1). A GPT of cells and logistic regression were
      trained on the types of training cells; set encoders and the other methods know no types.${
        batches &&
        html` iLISI: effective number of ${batches.column}s around a
      cell, from 1 to ${scoreText(batches.evenMixing)} if they were mixed evenly.`
      }</p>
    ${embeddingTable(scores)}
    ${chart && html`<figure>${await renderChart('embeddings', 'Maps of test cells by each embedding, coloured by type', {...chart, ...OWN_AXES})}</figure>`}</section>`;
}
