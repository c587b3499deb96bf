// The report page, top to bottom: the answer, when to trust it, where a lookup does as well; then all there is to check.

import {type Html, html} from '../text/html.ts';
import {htmlDocument} from '../text/html-document.ts';
import {allScoresSection} from './all-scores.ts';
import {calibrationSection} from './calibration-section.ts';
import {exampleSection} from './example-section.ts';
import {headline} from './headline.ts';
import {journeyTable} from './journey-table.ts';
import {createCompare, leadMethods} from './lead-methods.ts';
import {answerSection, lookupSection} from './lead-sections.ts';
import type {ComparedView} from './lookup-strata.ts';
import {modelFileSection} from './model-file-section.ts';
import {namesSection} from './names/names-section.ts';
import {pageStyle} from './page-style.ts';
import {mainView, type ProtocolView, viewProtocols} from './protocol-view.ts';
import {sourceTable, stageTable} from './provenance-tables.ts';
import type {ReportContent} from './report-content.ts';
import {
  lossSection,
  methodSection,
  protocolSection,
  pValueSection,
  recallSection,
  sizeSection,
} from './score-sections.ts';
import {twinsSection} from './twins-section.ts';

/** The whole page as one self-contained HTML document: no script, nothing loaded. */
export async function reportPage(content: ReportContent): Promise<string> {
  const {title, results} = content;
  const view = mainView(results);
  const {significance} = results.provenance;
  const leads = leadMethods(view);
  const compared = compareViews(content, view);
  // One seed stands for all where single sets are shown.
  const scores = content.scores.filter(
    ({protocol, seed}) => protocol === view.name && seed === view.results.seeds[0],
  );
  const body = html`<header>
      <h1 class="kicker">${title}</h1>
      ${headline(view, leads, compared[0].compare)}
    </header>
    <main>
      ${answerSection(leads, compared, results)}
      ${exampleSection(content, view, scores)}
      ${await calibrationSection(content, view)}
      ${await lookupSection(leads, compared[0])}
      ${await twinsSection(content.twins)}
      ${protocolSection(results)}
      ${methodSection(view, results)}
      ${await recallSection(view)}
      ${await pValueSection(view, scores, significance)}
      ${await sizeSection(view, leads)}
      ${allScoresSection(results)}
      ${content.names.map(namesSection)}
      ${content.modelFiles.map(modelFileSection)}
      ${await lossSection(content.lossCurve)}
      ${journeySection(content)}
      ${provenanceSection(content)}
    </main>`;
  return htmlDocument({title, style: pageStyle, body});
}

/** The main protocol and, beside it, that of Talk Can Cells?. */
function compareViews({scores, results}: ReportContent, main: ProtocolView): ComparedView[] {
  const others = viewProtocols(results).filter(({name}) => name === 'tcc' && name !== main.name);
  return [main, ...others].map(view => ({
    view,
    compare: createCompare(scores, view, results.provenance),
  }));
}

function journeySection({journey}: ReportContent): Html | null {
  if (journey.length === 0) return null;
  return html`<section><h2>The data’s journey</h2>
    <p class="lead">What every stage took in, dropped and passed on.</p>${journeyTable(journey)}</section>`;
}

function provenanceSection({lineage}: ReportContent): Html {
  if (lineage.length === 0) {
    return html`<section><h2>Provenance</h2><p class="lead">The report stage made this page alone, outside a pipeline
      run, so it has no record of earlier stages.</p></section>`;
  }
  return html`<section><h2>Provenance</h2>
    <p class="lead">The stages behind this page and the files they started from. A key is the fingerprint of a
      stage’s code, parameters and inputs.</p>${stageTable(lineage)}${sourceTable(lineage)}</section>`;
}
