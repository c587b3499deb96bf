// The report page, top to bottom: what came out, how to read it, charts, examples, data, provenance.
import type {ScoreResults, SetScore} from '../stats/score-results.ts';
import {chooseExamples} from './choose-examples.ts';
import {type ExampleCompletion, exampleCard} from './example-cards.ts';
import {headline, howToRead} from './headline.ts';
import {type Html, html, trustedHtml} from './html.ts';
import {type JourneyStep, journeyTable} from './journey-table.ts';
import {type LossPoint, lossChart} from './loss-chart.ts';
import {methodName} from './method-names.ts';
import {pValueChart} from './p-value-chart.ts';
import {pageStyle} from './page-style.ts';
import {mainView, type ProtocolView, viewProtocols} from './protocol-view.ts';
import {type ProvenanceEntry, sourceTable, stageTable} from './provenance-tables.ts';
import {renderChart} from './render-chart.ts';
import {recallChart, strataChart} from './score-charts.ts';
import {
  differenceTable,
  methodTable,
  protocolTable,
  rankingTable,
  strataTable,
} from './score-tables.ts';
import {strataRows} from './strata-rows.ts';

export interface ReportContent {
  title: string;
  results: ScoreResults;
  /** Of all methods, protocols and seeds. */
  scores: readonly SetScore[];
  /** Of all methods, protocols and seeds; the examples are taken from them. */
  completions: readonly ReportCompletion[];
  lossCurve: readonly LossPoint[];
  journey: readonly JourneyStep[];
  lineage: readonly ProvenanceEntry[];
  /** How many sets are shown as examples, and the seed they are drawn with. */
  examples: {count: number; seed: number};
}

/** A completion and what it is an answer to. */
export interface ReportCompletion extends ExampleCompletion {
  method: string;
  protocol: string;
  seed: number;
  setId: number;
}

/** The whole page as one self-contained HTML document: no script, nothing loaded. */
export async function reportPage(content: ReportContent): Promise<string> {
  const {title, results} = content;
  const view = mainView(results);
  const {significance} = results.provenance;
  // One seed stands for all where single sets are shown.
  const scores = content.scores.filter(
    ({protocol, seed}) => protocol === view.name && seed === view.results.seeds[0],
  );
  const body = html`<header>
      <h1 class="kicker">${title}</h1>
      ${headline(view, significance)}
    </header>
    <main>
      ${protocolSection(results)}
      ${methodSection(view, results)}
      ${await pValueSection(view, scores, significance)}
      ${await recallSection(view)}
      ${await strataSection(view)}
      ${await lossSection(content)}
      ${exampleSection(content, view, scores)}
      ${journeySection(content)}
      ${provenanceSection(content)}
    </main>`;
  const head = html`<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}</title><style>${trustedHtml(pageStyle)}</style>`;
  return `<!doctype html>\n${html`<html lang="en"><head>${head}</head><body>${body}</body></html>`.markup}\n`;
}

function protocolSection(results: ScoreResults): Html {
  const views = viewProtocols(results);
  return html`<section><h2>Methods and protocols</h2>
    ${protocolTable(views)}
    <p class="caption">tcc is the test of Talk Can Cells?: the first genes of each set as stored are shown, the overlap is
      tested against all ${views[0].results.background.toLocaleString('en-US')} tokens of the vocabulary, and a GPT samples its genes. shuffled-10, -20
      and -50 show that percentage of the genes, drawn at random, test against protein-coding genes alone, and every
      method names its best genes.</p></section>`;
}

function methodSection(view: ProtocolView, {provenance}: ScoreResults): Html {
  const {resamples} = provenance.bootstrap;
  const interval =
    resamples > 0 &&
    `Small figures are 95 % bootstrap intervals over sets (${resamples} resamples). `;
  const marked =
    resamples > 0 && ' Blue: better on the whole interval; red: worse; grey: undecided.';
  return html`<section><h2>The methods beside each other</h2>
    ${howToRead(view)}
    ${methodTable(view)}
    <p class="caption">Protocol ${view.name}, means over sets. ${interval}Every method names equally many genes for a
      set, so significance, recall and precision compare like with like; recall@k and average precision use the
      full rankings. Chance draws at random. “Against genes as popular” asks whether as many hits would come of
      genes that are in as many training sets as the named ones.</p>
    <h3>Each method less ${methodName(view.reference)}</h3>
    ${differenceTable(view)}
    <p class="caption">Mean difference on the same sets.${marked}</p>
    <details><summary>Recall@R, nDCG and AUROC of each method</summary>${rankingTable(view)}</details>
    <details><summary>By library</summary>${strataTable(strataRows(view, 'libraries'), view)}</details>
    </section>`;
}

async function pValueSection(
  {results, reference, methods}: ProtocolView,
  scores: readonly SetScore[],
  significance: number,
): Promise<Html> {
  const others = methods.map(([method]) => method).filter(method => method !== reference);
  const chart = await renderChart(
    'p-values',
    'Minus log10 of the p-value of every test set, sorted, one curve for each method',
    pValueChart(scores, {methods: [reference, ...others], significance}),
  );
  return html`<section class="chart"><h2>How far beyond chance</h2>
    <figure>${chart}<figcaption>Every test set’s overlap p-value (seed ${results.seeds[0]}), sorted for each method on
      its own. The dot marks the last set that stays significant after Benjamini–Hochberg (how many are is in
      brackets); the dashed line is p = ${significance} before correction.</figcaption></figure></section>`;
}

async function recallSection(view: ProtocolView): Promise<Html> {
  const chart = await renderChart(
    'recall',
    'Mean recall among the first k ranked genes for each method, as bars with intervals',
    recallChart(view),
  );
  return html`<section class="chart"><h2>How much of the hidden set comes first</h2>
    <figure>${chart}<figcaption>Mean share of the hidden genes among the first k of each method’s ranking of all
      genes; whiskers are 95 % intervals. A set with more than k hidden genes cannot reach
      1.</figcaption></figure></section>`;
}

const STRATA_SECTIONS = {
  strata: {
    title: 'By likeness to the training sets',
    text: 'A test set that nearly repeats a training set can be looked up; only the sets on the left ask for more than memory.',
  },
  sizes: {
    title: 'By size of the set',
    text: 'Small sets give a short prompt and few genes to find; large ones reach significance easily and recall@k with difficulty.',
  },
};

async function strataSection(view: ProtocolView): Promise<Html> {
  const charts: Html[] = [];
  for (const kind of ['strata', 'sizes'] as const) {
    const {title, text} = STRATA_SECTIONS[kind];
    const rows = strataRows(view, kind);
    const chart = await renderChart(
      `strata-${kind}`,
      `Share of significant sets, recall@50 and mean average precision ${title.toLowerCase()}`,
      strataChart(rows, kind),
    );
    charts.push(html`<section class="chart"><h2>${title}</h2><p class="lead">${text}</p><figure>${chart}</figure>
      <details><summary>The numbers</summary>${strataTable(rows, view)}</details></section>`);
  }
  return html`${charts}`;
}

async function lossSection({lossCurve}: ReportContent): Promise<Html> {
  if (lossCurve.length === 0) {
    return html`<section class="chart"><h2>Training</h2><p class="lead">This model has no loss curve: it was not trained step
      by step.</p></section>`;
  }
  const chart = await renderChart(
    'loss',
    'Training and validation loss by step',
    lossChart(lossCurve),
  );
  return html`<section class="chart"><h2>Training</h2><figure>${chart}<figcaption>Mean loss for each predicted gene. A
      validation loss that rises while the training loss falls is overfitting.</figcaption></figure></section>`;
}

function exampleSection(
  {results, completions, examples}: ReportContent,
  {name, reference, results: {seeds}}: ProtocolView,
  scores: readonly SetScore[],
): Html {
  const own = scores.filter(({method}) => method === reference);
  const completed = new Map(
    completions
      .filter(row => row.method === reference && row.protocol === name && row.seed === seeds[0])
      .map(row => [row.setId, row]),
  );
  const chosen = chooseExamples(own, examples.count, examples.seed);
  const cards = chosen.map(score => {
    const completion = completed.get(score.setId);
    if (!completion) {
      throw new Error(
        `Set ${score.setId} is scored but not among the completions of ${reference}; connect perSet and completions of the same run.`,
      );
    }
    return exampleCard(completion, score, results.provenance.significance);
  });
  return html`<section><h2>Examples</h2>
    <p class="lead">The ${own.length} sets were sorted by the recall of ${methodName(reference)} (ties by average
      precision) and cut into ${chosen.length} equal parts; one set was drawn from each part (seed ${examples.seed}),
      best first. <mark>Marked</mark> genes were hidden and found.</p>${cards}</section>`;
}

function journeySection({journey}: ReportContent): Html | null {
  if (journey.length === 0) return null;
  return html`<section><h2>The data’s journey</h2>
    <p class="lead">What every stage took in, dropped and passed on.</p>${journeyTable(journey)}</section>`;
}

function provenanceSection({lineage}: ReportContent): Html {
  if (lineage.length === 0) {
    return html`<section><h2>Provenance</h2><p class="lead">This page was made by the report stage alone, outside a
      pipeline run, so nothing is recorded of what came before.</p></section>`;
  }
  return html`<section><h2>Provenance</h2>
    <p class="lead">The stages behind this page and the files they started from. A key is the fingerprint of a
      stage’s code, parameters and inputs.</p>${stageTable(lineage)}${sourceTable(lineage)}</section>`;
}
