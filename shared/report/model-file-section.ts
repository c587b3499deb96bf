// What the model file keeps of the stack that it was packed from.
import type {AnswerScores, ModelScores} from '../../run/geneglot.mjs';
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
    <p class="caption">Protocol ${protocol}, first draw, ${countText(sets)} test sets.</p></section>`;
}
