// The table of labels that a file gives its cells by the types that the annotator finds likeliest.
import type {AnnotationReport} from '../../cells/annotation/annotation-report.ts';
import {type Html, html} from '../../text/html.ts';
import {countText} from '../../text/number-text.ts';

/** Rows and columns shown at most. */
const MOST = 40;

/** A section, or false where the file gave no labels. */
export function labelSection({labelled}: AnnotationReport): Html | false {
  const {pairs, cells, right, foreign} = labelled;
  if (pairs.length === 0) return false;
  const labels = [...new Set(pairs.map(({label}) => label))].slice(0, MOST);
  const types = [...new Set(pairs.map(({likeliest}) => likeliest))].slice(0, MOST);
  const counts = new Map(pairs.map(each => [keyOf(each.label, each.likeliest), each.cells]));
  const isForeign = new Set(foreign);
  const lines = labels.map(label => {
    const own = types.map(type => {
      const count = counts.get(keyOf(label, type));
      return html`<td>${count === undefined ? '–' : countText(count)}</td>`;
    });
    const mark = isForeign.has(label) && ' (no type of the model)';
    return html`<tr><th scope="row">${label}${mark}</th>${own}</tr>`;
  });
  const heads = ['label', ...types].map(head => html`<th scope="col">${head}</th>`);
  return html`<section><h2>Labels</h2>
    <p class="lead">Cells by the label of the file (rows) and the likeliest type (columns), unknown cells included.${
      cells > 0 &&
      html` ${countText(right)} of ${countText(cells)} cells whose label is a type of the model have it as their likeliest
        type.`
    }</p><div class="wide"><table class="scores"><thead><tr>${heads}</tr></thead>
    <tbody>${lines}</tbody></table></div></section>`;
}

function keyOf(label: string, likeliest: string): string {
  return JSON.stringify([label, likeliest]);
}
