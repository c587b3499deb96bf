// The page of the last run, `artifacts/run.html`: when each stage ran and why, what it made, what went wrong.
import {join, relative} from 'node:path';
import {bytesText, durationText} from '../../text/amount-text.ts';
import {type Html, html, trustedHtml} from '../../text/html.ts';
import {htmlDocument} from '../../text/html-document.ts';
import {shortKey} from '../keys/key.ts';
import {describeReason} from '../run/explain-change.ts';
import type {Manifest} from '../store/manifest.ts';
import {writeAtomically} from '../write-safely.ts';
import {drawGantt} from './run-gantt.ts';
import {runPageStyle} from './run-page-style.ts';
import type {RunRecord, StageRecord, StageState} from './run-record.ts';
import {showCounts} from './show-amounts.ts';

const STATES: Record<StageState, string> = {
  waiting: 'not reached',
  running: 'stopped at work',
  ran: 'ran',
  'up-to-date': 'up to date',
  failed: 'failed',
  'not-run': 'not run',
};

/** Writes the page of a run into the artifacts' folder and returns its path; a reader never sees half of it. */
export async function writeRunPage(record: RunRecord, artifacts: string): Promise<string> {
  const path = join(artifacts, 'run.html');
  await writeAtomically(path, renderRunPage(record, artifacts));
  return path;
}

/** The whole page: nothing is loaded from elsewhere, links are relative to `artifacts`. */
export function renderRunPage(record: RunRecord, artifacts: string): string {
  const stages = [...record.stages.values()];
  const gantt = drawGantt(record);
  const title = `${record.pipeline}: ${verdict(stages)}`;
  const body = html`<header>
<p class="kicker">${record.pipeline}</p>
<h1>${verdict(stages)}</h1>
<p class="subline">${describeWhen(record)}</p>
</header>
${stages.filter(stage => stage.failure).map(stage => renderFailure(stage, artifacts))}
${gantt && html`<section><h2>In time</h2><div class="wide">${gantt}</div></section>`}
<section><h2>Stages</h2><div class="wide">${renderTable(stages, artifacts)}</div></section>`;
  return htmlDocument({title, style: runPageStyle, body});
}

function verdict(stages: readonly StageRecord[]): string {
  const counts = (['failed', 'running', 'ran', 'up-to-date', 'not-run', 'waiting'] as const)
    .map(state => ({state, count: stages.filter(stage => stage.state === state).length}))
    .filter(({count}) => count > 0);
  if (counts.length === 1 && counts[0].state === 'up-to-date') return 'Everything is up to date';
  return `${stages.length} ${stages.length === 1 ? 'stage' : 'stages'}: ${counts.map(({state, count}) => `${count} ${STATES[state]}`).join(', ')}`;
}

function describeWhen({startedAt, seconds, stages}: RunRecord): string {
  const at = `${startedAt.slice(0, 16).replace('T', ' ')} UTC`;
  const work = [...stages.values()].flatMap(({attempts}) => attempts);
  const sum = work.reduce((total, {from, to}) => total + to - from, 0);
  const spent = work.length > 1 ? ` (${durationText(sum)} of work)` : '';
  return `Started ${at}, took ${durationText(seconds)}${spent}.`;
}

function renderFailure({stage, failure}: StageRecord, artifacts: string): Html | undefined {
  if (!failure) return undefined;
  const [message, ...remedy] = failure.message.split('\n');
  return html`<section class="failure">
<h2>${stage} ${failure.reason === 'interrupted' ? 'was interrupted' : 'failed'}</h2>
<p>${message}${remedy.length > 0 && html`<br>${remedy.join(' ').trim()}`}</p>
${failure.tail && failure.tail.length > 0 && html`<pre>${failure.tail.join('\n')}</pre>`}
${failure.logFile && html`<p><a href="${linkTo(failure.logFile, artifacts)}">The whole log</a></p>`}
</section>`;
}

function renderTable(stages: readonly StageRecord[], artifacts: string): Html {
  return html`<table>
<thead><tr><th>Stage</th><th>State</th><th>Why</th><th class="number">Time</th><th class="number">Memory</th><th>Holds</th><th>Outputs</th></tr></thead>
<tbody>
${stages.map(stage => renderRow(stage, artifacts))}
</tbody>
</table>`;
}

function renderRow(stage: StageRecord, artifacts: string): Html {
  const {manifest, state} = stage;
  // What is up to date was made by an earlier run: its time and memory are shown, but stand back.
  const earlier = trustedHtml(state === 'up-to-date' ? 'number earlier' : 'number');
  return html`<tr>
<th scope="row">${stage.stage}</th>
<td><span class="state ${state}">${STATES[state]}</span></td>
<td class="why">${renderWhy(stage)}</td>
<td class="${earlier}">${renderTime(stage)}</td>
<td class="${earlier}">${manifest && bytesText(manifest.peakMemoryBytes)}</td>
<td class="holds">${manifest && showCounts(manifest)}</td>
<td class="outputs">${manifest ? renderLinks(manifest) : renderLog(stage, artifacts)}</td>
</tr>
`;
}

// Of a stage that made nothing, the time that its attempts took.
function renderTime({manifest, attempts}: StageRecord): string {
  if (manifest) return durationText(manifest.seconds);
  return attempts.length > 0
    ? durationText(attempts.reduce((sum, {from, to}) => sum + to - from, 0))
    : '';
}

function renderWhy({reasons, note, attempts, warnings}: StageRecord): Html[] {
  const retried = attempts.flatMap(({failure}, index) =>
    failure && index < attempts.length - 1
      ? [`attempt ${index + 1} failed: ${failure.message.split('\n')[0]}`]
      : [],
  );
  return [
    ...reasons.map(reason => html`<div>${describeReason(reason)}</div>`),
    ...(note ? [html`<div>${note}</div>`] : []),
    ...retried.map(text => html`<div>${text}</div>`),
    ...warnings.map(text => html`<div class="warning">${text}</div>`),
  ];
}

function renderLinks({stage, key, outputs}: Manifest): Html {
  const folder = `${encodeURIComponent(stage)}/${shortKey(key)}`;
  const files = Object.values(outputs).map(
    ({file, bytes}) =>
      html`<li><a href="${`${folder}/${encodeURIComponent(file)}`}">${file}</a> <small>${bytesText(bytes)}</small></li>`,
  );
  return html`<ul>${files}<li class="about"><a href="${`${folder}/log.txt`}">log</a> <a href="${`${folder}/manifest.json`}">manifest</a></li></ul>`;
}

function renderLog({failure}: StageRecord, artifacts: string): Html | undefined {
  return failure?.logFile
    ? html`<a href="${linkTo(failure.logFile, artifacts)}">log</a>`
    : undefined;
}

function linkTo(path: string, artifacts: string): string {
  return relative(artifacts, path).split('/').map(encodeURIComponent).join('/');
}
