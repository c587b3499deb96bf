// Tables of the leakage page: likeness by library of the test, where twins come from, and the nearest pairs.
import {groupBy} from '../stats/group-by.ts';
import {medianOf} from '../stats/likeness.ts';
import {type Html, html} from '../text/html.ts';
import {countText, percentText, scoreText} from '../text/number-text.ts';

/** A test set and the training set most like it; null where none shares a gene. */
export interface TwinRow {
  setId: number;
  library: string;
  name: string;
  size: number;
  twinLibrary: string | null;
  twinName: string | null;
  twinSize: number | null;
  overlap: number;
  jaccard: number;
  containment: number;
}

/** Libraries written out; the rest is counted. */
const MOST_LIBRARIES = 30;

/** One row for each library of the test, most sets first. */
export function libraryTable(twins: readonly TwinRow[], nearTwin: number): Html {
  const groups = groupByLibrary(twins, ({library}) => library);
  return html`<div class="wide"><table class="scores">
    <thead><tr><th scope="col">test sets of</th><th scope="col">sets</th><th scope="col">median Jaccard</th>
      <th scope="col">highest Jaccard</th><th scope="col">at ${scoreText(nearTwin)} or above</th></tr></thead>
    <tbody>${groups.slice(0, MOST_LIBRARIES).map(([library, rows]) => {
      const values = rows.map(({jaccard}) => jaccard);
      const near = values.filter(value => value >= nearTwin).length;
      return html`<tr><th scope="row">${library}</th><td>${countText(rows.length)}</td>
        <td>${scoreText(medianOf(values))}</td><td>${scoreText(Math.max(...values))}</td>
        <td>${countText(near)}<small>${percentText(near / rows.length)}</small></td></tr>`;
    })}</tbody></table></div>${restNote(groups.length)}`;
}

/** Which training libraries the nearest sets come from, most first. */
export function originTable(twins: readonly TwinRow[]): Html {
  const groups = groupByLibrary(
    twins,
    ({twinLibrary}) => twinLibrary ?? 'no training set shares a gene',
  );
  return html`<div class="wide"><table class="scores">
    <thead><tr><th scope="col">nearest training set is of</th><th scope="col">test sets</th>
      <th scope="col">median Jaccard</th></tr></thead>
    <tbody>${groups.slice(0, MOST_LIBRARIES).map(
      ([
        library,
        rows,
      ]) => html`<tr><th scope="row">${library}</th><td>${countText(rows.length)}</td>
        <td>${scoreText(medianOf(rows.map(({jaccard}) => jaccard)))}</td></tr>`,
    )}</tbody></table></div>${restNote(groups.length)}`;
}

/** The pairs most alike, at most `count`. */
export function pairTable(twins: readonly TwinRow[], count: number): Html {
  const nearest = twins.toSorted((a, b) => b.jaccard - a.jaccard || a.setId - b.setId);
  return html`<div class="wide"><table class="provenance">
    <thead><tr><th scope="col">test set</th><th scope="col">nearest training set</th>
      <th scope="col" class="number">genes in common</th><th scope="col">Jaccard</th><th scope="col">of the smaller</th></tr></thead>
    <tbody>${nearest.slice(0, count).map(
      twin => html`<tr><td>${twin.name}<br><small>${twin.library}, ${twin.size} genes</small></td>
        <td>${twin.twinName}<br><small>${twin.twinLibrary}, ${twin.twinSize} genes</small></td>
        <td class="number">${countText(twin.overlap)}</td><td class="number">${scoreText(twin.jaccard)}</td>
        <td class="number">${percentText(twin.containment)}</td></tr>`,
    )}</tbody></table></div>`;
}

function groupByLibrary(twins: readonly TwinRow[], nameOf: (twin: TwinRow) => string) {
  return [...groupBy(twins, nameOf)].sort(
    ([a, m], [b, n]) => n.length - m.length || (a < b ? -1 : 1),
  );
}

function restNote(groups: number): Html | false {
  const left = groups - MOST_LIBRARIES;
  return left > 0 && html`<p class="caption">and ${countText(left)} more libraries</p>`;
}
