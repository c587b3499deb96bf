// The page of an enrichment: for each list a dot plot above the table of sets, and the sets that its completion leads to.
import {
  type CompletedSet,
  type ListEnrichment,
  log10Q,
  type TestedSet,
} from '../../scores/enrichment/describe-enrichment.ts';
import {type Html, html} from '../../text/html.ts';
import {htmlDocument} from '../../text/html-document.ts';
import {countText, foldText, log10Of, pValueText} from '../../text/number-text.ts';
import {renderChart} from '../charts/render-chart.ts';
import {pageStyle} from '../page-style.ts';
import {dotPlot, MOST_DOTS} from './dot-plot.ts';

export interface EnrichmentView {
  /** What the model is called that completes. */
  title: string;
  /** What holds for all lists: sets, background, folding. */
  head: readonly string[];
  lists: readonly EnrichedList[];
}

interface EnrichedList extends ListEnrichment {
  /** Null for a list without a name. */
  name: string | null;
  /** How the list was read, and what was tested. */
  notes: readonly string[];
}

/** Column of a phone in pixels. */
const PHONE_WIDTH = 320;

const style = `${pageStyle}
.narrow-only { display: none; }
@media screen and (max-width: 720px) {
  .wide-only { display: none; }
  .narrow-only { display: block; }
  .narrow-only svg { width: 100%; min-width: 0; }
}
.sets { font-size: 13.5px; min-width: 820px; }
.sets tbody:nth-of-type(n+2) > tr:first-child > * { border-top: 1px solid var(--line); }
.sets tbody tr + tr > * { border-top: 0; padding-top: 0; }
.sets th[scope="row"] { width: 36%; overflow-wrap: anywhere; }
.sets .number { text-align: right; white-space: nowrap; }
.sets thead .number { white-space: normal; }
.sets .genes { font-size: 12.5px; overflow-wrap: anywhere; }
.sets details { margin: 0; }
.sets summary { font-size: 12.5px; }
.sets details li { color: var(--muted); font-size: 12.5px; margin: 3px 0; }
.read { color: var(--muted); font-size: 14px; overflow-wrap: anywhere; }
.read li { margin: 2px 0; max-width: 60em; }
.read li:first-child { color: var(--ink); }
@media print {
  .sets { min-width: 0; font-size: 8pt; }
  .sets .genes, .sets summary, .sets details li, .read { font-size: 7.6pt; }
  .sets details::details-content { content-visibility: visible; display: inline; }
  .sets details, .sets summary, .sets details ul, .sets details li { display: inline; color: var(--muted); }
  .sets details li + li::before { content: "; "; }
  .sets summary::after { content: ": "; }
  .sets tbody { break-inside: avoid; }
}
`;

/** The page, whole. */
export async function enrichmentPage(view: EnrichmentView): Promise<string> {
  const sections: Html[] = [];
  for (const [i, list] of view.lists.entries()) sections.push(await listSection(list, i, view));
  const body = html`<header><h1>geneglot enrichment</h1>
<ul class="read">${view.head.map(line => html`<li>${line}</li>`)}</ul></header>
<main>${sections}</main>
<footer>p: one-sided Fisher’s exact test. q: Benjamini–Hochberg over the sets tested. p by popularity: chance of as many
shared genes by random genes that stand in as many sets. Fold: share of the given genes in the set over that of the
background.</footer>`;
  return htmlDocument({title: 'geneglot enrichment', style, body});
}

async function listSection(list: EnrichedList, i: number, {title}: EnrichmentView): Promise<Html> {
  const best = list.groups.slice(0, MOST_DOTS).map(([set]) => set);
  const plot = best.length > 0 && (await plotOf(best, i));
  return html`<section><h2>${list.name ?? 'Your list'}</h2>
<ul class="read">${list.notes.map(line => html`<li>${line.trim()}</li>`)}</ul>
${plot}${testedTable(list.groups)}${completedPart(list, title)}</section>`;
}

/** The plot twice: as wide as the column, and for a phone. The style shows one of them. */
async function plotOf(best: readonly TestedSet[], i: number): Promise<Html> {
  const about =
    'Dot plot: share of each set’s genes that are in the list, number of these genes, q-value';
  const wide = await renderChart(`dots-${i}`, about, dotPlot(best));
  const narrow = await renderChart(`dots-narrow-${i}`, about, dotPlot(best, PHONE_WIDTH));
  return html`<section class="chart"><figure><div class="wide-only">${wide}</div><div class="narrow-only">${narrow}</div>
<figcaption>Each dot is a set, the best at the top, ${MOST_DOTS} at most. The larger a dot, the more genes of the list are in the
set.</figcaption></figure></section>`;
}

function testedTable(groups: readonly TestedSet[][]): Html | false {
  if (groups.length === 0) return false;
  const header = html`<th scope="col">rank</th><th scope="col">set</th><th scope="col" class="number">genes</th>
<th scope="col" class="number">fold</th><th scope="col" class="number">p</th><th scope="col" class="number">q</th>
<th scope="col" class="number">p by popularity</th><th scope="col">shared genes</th>`;
  const rows = groups.map(([set, ...folded]) => {
    const cells = html`<td class="number">${set.shared.length} of ${set.size}</td>
<td class="number">${foldText(set.fold)}</td><td class="number">${pValueText(set.log10PValue)}</td>
<td class="number">${pValueText(log10Q(set))}</td>
<td class="number">${pValueText(log10Of(set.popularityPValue))}</td>
<td class="genes">${set.shared.join(' ')}</td>`;
    return group(set, cells, folded.map(describeFolded));
  });
  return table(header, rows);
}

function describeFolded(set: TestedSet): string {
  const {name, shared, size} = set;
  return `${name}: ${shared.length} of ${size}, q ${pValueText(log10Q(set))}`;
}

function completedPart({added, completed}: EnrichedList, title: string): Html | false {
  if (added.length === 0) return false;
  const header = html`<th scope="col">rank</th><th scope="col">set</th><th scope="col" class="number">given</th>
<th scope="col" class="number">added</th><th scope="col" class="number">of</th><th scope="col" class="number">fold</th>
<th scope="col" class="number">rank by the test</th><th scope="col">added genes in it</th>`;
  const rows = completed.map(([set, ...folded]) => {
    const cells = html`<td class="number">${set.given.length}</td><td class="number">${set.added.length}</td>
<td class="number">${set.size}</td><td class="number">${foldText(set.fold)}</td>
<td class="number">${set.testedRank ?? '–'}</td><td class="genes">${set.added.join(' ')}</td>`;
    return group(set, cells, folded.map(describeLed));
  });
  return html`<h3>Where the list leads when the model completes it</h3>
<p class="lead">The model (${title}) added ${countText(added.length)} genes: ${added.join(' ')}. The order of the sets is the model’s
opinion and no test, so there is no p-value.</p>${table(header, rows)}`;
}

function describeLed({name, given, added, size}: CompletedSet): string {
  return `${name}: ${given.length} given and ${added.length} added of ${size}`;
}

/** A set and, in a row below it, those that are folded. */
function group(
  {rank, name, library}: {rank: number; name: string; library: string},
  cells: Html,
  folded: readonly string[],
): Html {
  const below =
    folded.length > 0 &&
    html`<tr><td></td><td colspan="7"><details><summary>${folded.length} like it</summary> <ul>${folded.map(line => html`<li>${line}</li>`)}</ul></details></td></tr>`;
  return html`<tbody><tr><td>${rank}</td><th scope="row">${name}<small>${library}</small></th>${cells}</tr>${below}</tbody>`;
}

function table(header: Html, rows: readonly Html[]): Html {
  return html`<div class="wide"><table class="sets"><thead><tr>${header}</tr></thead>${rows}</table></div>`;
}
