// The data's journey: what every stage took in, dropped and passed on, in counts.
import {type Html, html} from '../text/html.ts';
import {countText, wordsText} from '../text/number-text.ts';

export interface JourneyStep {
  stage: string;
  counts: Record<string, number>;
  notes: readonly {message: string; count: number}[];
}

/** Notes of one stage that are written out; the most frequent come first. */
const MOST_NOTES = 8;

/** One row for each stage, in the order given. */
export function journeyTable(steps: readonly JourneyStep[]): Html {
  return html`<div class="wide"><table class="journey">
    <thead><tr><th scope="col">stage</th><th scope="col">counts</th><th scope="col">notes</th></tr></thead>
    <tbody>${steps.map(
      ({stage, counts, notes}) => html`<tr><th scope="row">${stage}</th>
        <td>${countList(counts)}</td><td>${noteList(notes)}</td></tr>`,
    )}</tbody></table></div>`;
}

function countList(counts: Record<string, number>): Html {
  return html`<ul class="counts">${Object.entries(counts).map(
    ([name, count]) => html`<li><b>${numberText(count)}</b> ${wordsText(name)}</li>`,
  )}</ul>`;
}

function noteList(notes: JourneyStep['notes']): Html {
  const frequent = notes.toSorted((a, b) => b.count - a.count);
  const left = frequent.length - MOST_NOTES;
  return html`<ul class="notes">${frequent
    .slice(0, MOST_NOTES)
    .map(({message, count}) => html`<li><b>${numberText(count)}</b> ${message}</li>`)}
    ${left > 0 && html`<li><em>and ${left} more kinds of note</em></li>`}</ul>`;
}

function numberText(value: number): string {
  return Number.isInteger(value) ? countText(value) : value.toPrecision(4);
}
