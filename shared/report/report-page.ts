// The report page, top to bottom: what came out, how to read it, charts, examples, data, provenance.
import {MODEL_METHOD, type ScoreResults, type SetScore} from '../stats/score-results.ts';
import {chooseExamples} from './choose-examples.ts';
import {type ExampleCompletion, exampleCard} from './example-cards.ts';
import {headline, howToRead} from './headline.ts';
import {type Html, html, trustedHtml} from './html.ts';
import {type JourneyStep, journeyTable} from './journey-table.ts';
import {type LossPoint, lossChart} from './loss-chart.ts';
import {pValueChart} from './p-value-chart.ts';
import {pageStyle} from './page-style.ts';
import {type ProvenanceEntry, sourceTable, stageTable} from './provenance-tables.ts';
import {renderChart} from './render-chart.ts';
import {recallChart, strataChart} from './score-charts.ts';
import {differenceTable, methodTable, rankingTable, strataTable} from './score-tables.ts';

export interface ReportContent {
  title: string;
  results: ScoreResults;
  scores: readonly SetScore[];
  /** Completions by set id, for the examples. */
  completions: ReadonlyMap<number, ExampleCompletion>;
  lossCurve: readonly LossPoint[];
  journey: readonly JourneyStep[];
  lineage: readonly ProvenanceEntry[];
  /** How many sets are shown as examples, and the seed they are drawn with. */
  examples: {count: number; seed: number};
}

/** The whole page as one self-contained HTML document: no script, nothing loaded. */
export async function reportPage(content: ReportContent): Promise<string> {
  const {title, results} = content;
  const body = html`<header>
      <h1 class="kicker">${title}</h1>
      ${headline(results)}
    </header>
    <main>
      ${methodSection(results)}
      ${await pValueSection(content)}
      ${await recallSection(results)}
      ${await strataSection(results)}
      ${await lossSection(content)}
      ${exampleSection(content)}
      ${journeySection(content)}
      ${provenanceSection(content)}
    </main>`;
  const head = html`<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}</title><style>${trustedHtml(pageStyle)}</style>`;
  return `<!doctype html>\n${html`<html lang="en"><head>${head}</head><body>${body}</body></html>`.markup}\n`;
}

function methodSection(results: ScoreResults): Html {
  const {resamples} = results.bootstrap;
  const interval =
    resamples > 0 &&
    `Small figures are 95 % bootstrap intervals over sets (${resamples} resamples). `;
  const marked =
    resamples > 0 &&
    ' Blue: the model is better on the whole interval; red: worse; grey: undecided.';
  return html`<section><h2>The model beside its baselines</h2>
    ${howToRead(results)}
    ${methodTable(results)}
    <p class="caption">Means over sets. ${interval}Every method names as many genes for a set as the model did,
      so significance, recall and precision compare like with like; recall@k and average precision use the
      full rankings. Popularity names the commonest genes of the training sets; nearest sets lets every training
      set vote for its genes by its squared cosine with the shown genes, the tuned form by the fourth power with
      rare genes weighted up; chance draws at random.</p>
    <h3>The model less each baseline</h3>
    ${differenceTable(results)}
    <p class="caption">Mean difference on the same sets.${marked}</p>
    <details><summary>R-precision, nDCG and AUROC of each method</summary>${rankingTable(results)}</details>
    </section>`;
}

async function pValueSection({results, scores}: ReportContent): Promise<Html> {
  const methods = results.methods.map(({method}) => method);
  const {significance} = results;
  const chart = await renderChart(
    'p-values',
    'Minus log10 of the p-value of every test set, sorted, one curve for each method',
    pValueChart(scores, {methods, significance}),
  );
  return html`<section class="chart"><h2>How far beyond chance</h2>
    <figure>${chart}<figcaption>Every test set’s overlap p-value, sorted for each method on its own. The dot marks
      the last set that stays significant after Benjamini–Hochberg (how many are is in brackets); the dashed
      line is p = ${significance} before correction.</figcaption></figure></section>`;
}

async function recallSection({methods, topK}: ScoreResults): Promise<Html> {
  const chart = await renderChart(
    'recall',
    'Mean recall among the first k ranked genes for each method, as bars with intervals',
    recallChart(methods, topK),
  );
  return html`<section class="chart"><h2>How much of the hidden set comes first</h2>
    <figure>${chart}<figcaption>Mean share of the hidden genes among the first k of each method’s ranking of all
      genes; whiskers are 95 % intervals. A set with more than k hidden genes cannot reach
      1.</figcaption></figure></section>`;
}

async function strataSection({stratifications, topK}: ScoreResults): Promise<Html> {
  const cut = topK.includes(50) ? 50 : topK[topK.length - 1];
  const sections = {
    maxJaccard: {
      title: 'By likeness to the training sets',
      text: 'A test set that nearly repeats a training set can be looked up; only the sets on the left ask for more than memory.',
    },
    setSize: {
      title: 'By size of the set',
      text: 'Small sets give a short prompt and few genes to find; large ones reach significance easily and recall@k with difficulty.',
    },
  };
  const charts: Html[] = [];
  for (const stratification of stratifications) {
    const {title, text} = sections[stratification.by];
    const chart = await renderChart(
      `strata-${stratification.by}`,
      `Share of significant sets, recall@${cut} and mean average precision ${title.toLowerCase()}`,
      strataChart(stratification, cut),
    );
    charts.push(html`<section class="chart"><h2>${title}</h2><p class="lead">${text}</p><figure>${chart}</figure>
      <details><summary>The numbers</summary>${strataTable(stratification, topK)}</details></section>`);
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

function exampleSection({results, scores, completions, examples}: ReportContent): Html {
  const model = scores.filter(({method}) => method === MODEL_METHOD);
  const chosen = chooseExamples(model, examples.count, examples.seed);
  const cards = chosen.map(score => {
    const completion = completions.get(score.setId);
    if (!completion) {
      throw new Error(
        `Set ${score.setId} is scored but not among the completions; connect perSet and completions of the same run.`,
      );
    }
    return exampleCard(completion, score, results.significance);
  });
  return html`<section><h2>Examples</h2>
    <p class="lead">The ${model.length} sets were sorted by the model’s recall (ties by average precision) and cut into
      ${chosen.length} equal parts; one set was drawn from each part (seed ${examples.seed}), best first.
      <mark>Marked</mark> genes were hidden and found.</p>${cards}</section>`;
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
