// The run as a chart in time (Gantt): one line a stage, one bar an attempt, drawn as SVG without script.

import {durationText} from '../../text/amount-text.ts';
import {type Html, html, trustedHtml} from '../../text/html.ts';
import type {AttemptRecord, RunRecord, StageRecord} from './run-record.ts';

const WIDTH = 1000;
const ROW = 26;
const BAR = 14;
const TOP = 26;
const CHAR_WIDTH = 7.2;
/** Room for the duration that stands beside a bar. */
const RIGHT = 96;
/** An attempt this short is still to be seen. */
const SHORTEST_BAR = 3;
const TICKS = 6;
/** Steps of the time axis in seconds: round numbers of seconds, minutes, hours and days. */
const STEPS = [
  ...[0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600],
  ...[7200, 14_400, 28_800, 43_200, 86_400],
];

/** The chart of all stages that ran or failed, in the order they began; nothing when none did. */
export function drawGantt(record: RunRecord): Html | undefined {
  const stages = [...record.stages.values()]
    .filter(stage => stage.attempts.length > 0)
    .sort((a, b) => a.attempts[0].from - b.attempts[0].from);
  if (stages.length === 0) return undefined;
  const left =
    stages.reduce((width, {stage}) => Math.max(width, stage.length), 0) * CHAR_WIDTH + 16;
  const end = stages
    .flatMap(({attempts}) => attempts)
    .reduce((last, {to}) => Math.max(last, to), 0.1);
  const x = (seconds: number): number => left + ((WIDTH - left - RIGHT) * seconds) / end;
  const height = TOP + ROW * stages.length + 6;
  return html`<svg class="gantt" viewBox="0 0 ${WIDTH} ${height}" role="img">
<title>When each stage ran</title>
${ticksUpTo(end).map(at => drawTick(at, x(at), height))}
${stages.map((stage, row) => drawRow(stage, row, x))}
</svg>`;
}

function ticksUpTo(end: number): number[] {
  const step =
    STEPS.find(candidate => end / candidate <= TICKS) ?? Math.ceil(end / TICKS / 86_400) * 86_400;
  return Array.from({length: Math.floor(end / step) + 1}, (_, index) => index * step);
}

function drawTick(at: number, x: number, height: number): Html {
  return html`<line class="tick" x1="${round(x)}" x2="${round(x)}" y1="${TOP - 8}" y2="${height}"/><text class="time" x="${round(x)}" y="${TOP - 14}">${durationText(at)}</text>`;
}

function drawRow(stage: StageRecord, row: number, x: (seconds: number) => number): Html {
  const middle = TOP + ROW * row + ROW / 2;
  const last = stage.attempts[stage.attempts.length - 1];
  const spent = stage.attempts.reduce((sum, {from, to}) => sum + to - from, 0);
  return html`<text class="name" x="0" y="${middle}">${stage.stage}</text>
${stage.attempts.map((one, index) => drawBar(one, stage, index, middle, x))}
<text class="spent" x="${round(Math.max(x(last.to), x(last.from) + SHORTEST_BAR) + 7)}" y="${middle}">${durationText(spent)}</text>
`;
}

function drawBar(
  one: AttemptRecord,
  stage: StageRecord,
  index: number,
  middle: number,
  x: (seconds: number) => number,
): Html {
  const width = Math.max(x(one.to) - x(one.from), SHORTEST_BAR);
  const nth = stage.attempts.length > 1 ? `, attempt ${index + 1} of ${stage.attempts.length}` : '';
  const how = one.failure ? `: ${one.failure.message.split('\n')[0]}` : '';
  const kind = trustedHtml(one.failure ? 'bar bad' : 'bar');
  return html`<rect class="${kind}" x="${round(x(one.from))}" y="${middle - BAR / 2}" width="${round(width)}" height="${BAR}" rx="3"><title>${stage.stage}${nth}, ${durationText(one.to - one.from)}${how}</title></rect>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
