// A table of where the time of one run or of two goes, with bars: a flame graph that lies on its side.
import {alignedTable} from '../shared/text/aligned-table.ts';

/** A stage or a part of one. */
export interface Span {
  name: string;
  /** Wall time. */
  seconds: number;
  /** Of all threads; unknown where the artifact is older than this measurement. */
  processorSeconds: number | undefined;
}

export interface StageSpan extends Span {
  parts: Span[];
}

interface Row {
  name: string;
  /** One a run; undefined where the run has no such stage or part. */
  spans: (Span | undefined)[];
  /** Seconds of the run before it. */
  from: number;
}

/** Characters of a bar as long as the longest run. */
const WIDTH = 60;

/**
 * Lines of the table: the stages of one run, or of two beside each other, the later last. What takes less than `least`
 * of a run stands together in one row. With one run a bar begins where the one before it ends; with two, both begin at
 * the left, and what the earlier took longer is light.
 */
export function timeTable(runs: readonly StageSpan[][], least: number): string[] {
  const whole = Math.max(...runs.map(stages => sumOf(stages).seconds));
  const rows: Row[] = [];
  for (const stage of rowsOf(runs, least * whole, 0)) {
    rows.push(stage);
    const parts = runs.map((_, i) => (stage.spans[i] as StageSpan | undefined)?.parts ?? []);
    const inside = rowsOf(parts, least * whole, stage.from);
    // A single part is the stage once more.
    if (inside.length > 1) rows.push(...inside.map(row => ({...row, name: `  ${row.name}`})));
  }
  rows.push({name: 'all stages', spans: runs.map(sumOf), from: 0});
  const cells = rows.map(row => cellsOf(row, whole));
  const numbers = cells[0].slice(2).map(() => true);
  return alignedTable(headerOf(runs.length), cells, [false, ...numbers, false]);
}

function rowsOf(runs: readonly Span[][], least: number, start: number): Row[] {
  const names = new Set([...runs].reverse().flatMap(spans => spans.map(({name}) => name)));
  const all = [...names].map(name => runs.map(spans => spans.find(span => span.name === name)));
  const isLarge = (spans: Row['spans']) => spans.some(span => span && span.seconds >= least);
  const small = all.filter(spans => !isLarge(spans));
  const shown = all.filter(isLarge).map(spans => ({name: nameOf(spans), spans}));
  if (small.length > 0) {
    const together = runs.map((_, i) => sumOf(small.flatMap(spans => spans[i] ?? [])));
    shown.push({
      name: small.length > 1 ? `${small.length} more` : nameOf(small[0]),
      spans: together,
    });
  }
  let from = start;
  return shown.map(row => {
    const begins = from;
    from += row.spans.at(-1)?.seconds ?? 0;
    return {...row, from: begins};
  });
}

function nameOf(spans: Row['spans']): string {
  return spans.find(span => span)?.name ?? '';
}

/** All spans one after the other. */
export function sumOf(spans: readonly Span[]): Span {
  const add = (a: number | undefined, b: number | undefined) =>
    a === undefined || b === undefined ? undefined : a + b;
  return {
    name: 'all',
    seconds: spans.reduce((sum, {seconds}) => sum + seconds, 0),
    processorSeconds: spans.reduce<number | undefined>(
      (sum, span) => add(sum, span.processorSeconds),
      0,
    ),
  };
}

function headerOf(runs: number): string[] {
  const times = ['wall s', 'processor s'];
  if (runs === 1) return ['stage', ...times, 'share', ''];
  return ['stage', ...times.map(time => `before, ${time}`), ...times, 'before ÷ after', ''];
}

function cellsOf({name, spans, from}: Row, whole: number): string[] {
  const times = spans.flatMap(span => [
    showSeconds(span?.seconds),
    showSeconds(span?.processorSeconds),
  ]);
  const [first, now] = [spans[0]?.seconds ?? 0, spans.at(-1)?.seconds ?? 0];
  const columns = (seconds: number) => Math.round((WIDTH * seconds) / whole);
  if (spans.length === 1) {
    const length = Math.max(1, columns(from + now) - columns(from));
    const share = `${((100 * now) / whole).toFixed(1)} %`;
    return [name, ...times, share, ' '.repeat(columns(from)) + '█'.repeat(length)];
  }
  const ratio = first > 0 && now > 0 ? (first / now).toFixed(2) : '';
  return [name, ...times, ratio, '█'.repeat(columns(now)).padEnd(columns(first), '░')];
}

function showSeconds(seconds: number | undefined): string {
  return seconds === undefined ? '' : seconds.toFixed(1);
}
