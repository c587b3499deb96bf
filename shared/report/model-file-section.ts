// What the model file keeps of the stack that it was packed from.
import type {AnswerScores, ModelScores, NearnessScore} from '../../run/geneglot.mjs';
import {type Html, html} from '../text/html.ts';
import {countText, scoreText, signedScoreText} from '../text/number-text.ts';

export interface ModelFileRow extends ModelScores {
  /** Size of the file. */
  bytes: number;
}

/** The stack and its file, answering the same questions. */
export function modelFileSection(row: ModelFileRow): Html {
  const {protocol, sets, stack, file, recallAt50Difference: difference, interval, bytes} = row;
  const range = interval && ` (${signedScoreText(interval[0])} to ${signedScoreText(interval[1])})`;
  const line = (name: string, scores: AnswerScores) => html`<tr><th scope="row">${name}</th>
      <td>${scoreText(scores.recallAt50)}</td><td>${countText(scores.significant)}</td><td>${scoreText(scores.calibrationError)}</td></tr>`;
  return html`<section><h2>The model file</h2>
    <p>The stack fits into one file of ${(bytes / 1e6).toFixed(1)} MB, which completes sets anywhere without this pipeline. Its
      recall@50 differs from the stack’s by ${signedScoreText(difference)}${range}.</p>
    <table><thead><tr><th></th><th>recall@50</th><th>significant sets</th><th>calibration error</th></tr></thead>
      <tbody>${line('the stack', stack)}${line('its file', file)}</tbody></table>
    <p class="caption">Protocol ${protocol}, first draw, ${countText(sets)} test sets.</p>${nearnessTable(row.nearness ?? [])}</section>`;
}

/** How far to trust an answer of the file. */
function nearnessTable(groups: readonly NearnessScore[]): Html | '' {
  if (groups.length === 0) return '';
  const line = ({from, upTo, sets, recallAt50, rightOfFirst10}: NearnessScore) => html`<tr>
      <th scope="row">${from.toFixed(2)}–${upTo.toFixed(2)}</th><td>${countText(sets)}</td>
      <td>${scoreText(recallAt50)}</td><td>${rightOfFirst10.toFixed(1)}</td></tr>`;
  return html`<table><thead><tr><th>likeness of the nearest training set</th><th>test sets</th><th>recall@50</th>
      <th>right among the first 10</th></tr></thead><tbody>${groups.map(line)}</tbody></table>
    <p class="caption">The file’s answers. Likeness is the cosine of the shown genes and the set: shared / √(shown · size).</p>`;
}
