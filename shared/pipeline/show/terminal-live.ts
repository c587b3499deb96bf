// The live view on a terminal: one line a stage with a spinner, below it a bar with speed and time left (listr2).
import type {ListrTask, ListrTaskState} from 'listr2';
import {visibleText} from '../../text/visible-text.ts';
import type {RunEvent, StageEvent} from '../run/events.ts';
import type {Progress} from '../stage-contract.ts';
import {printError} from './print.ts';
import type {Reporter} from './reporter.ts';
import {showSince} from './show-amounts.ts';
import {
  createPacer,
  describeEvent,
  doneNote,
  downloadNote,
  progressLine,
  retryNote,
  startNote,
  upToDateNote,
  waitNote,
} from './terminal.ts';

const BAR_WIDTH = 24;

/** How often the time is shown that something has taken. */
const CLOCK_MS = 1000;

/** What a task of the list shows, and how it ended. */
interface Row {
  title: string;
  output: string;
  /** When what `output` says came, in ms of the process; it is shown with the time since where it does not move. */
  since: number;
  /** Whether the stage is at work, or has ended. */
  begun: boolean;
  /** Set when listr2 has started the task. */
  show(): void;
  end(how: Ending): void;
  ended: Promise<Ending>;
}

type Ending = 'done' | 'failed' | 'skipped';

/** Draws the list as events come; failures and warnings are shown in full after the list. */
export function liveReporter(verbose: boolean): Reporter {
  const rows = new Map<string, Row>();
  const afterwards: string[] = [];
  const pacer = createPacer();
  let drawn: Promise<unknown> = Promise.resolve();
  const clock = setInterval(() => {
    for (const row of rows.values()) if (row.output !== '') row.show();
  }, CLOCK_MS).unref();
  const sink = (event: RunEvent): void => {
    if (event.type === 'run-started') {
      for (const stage of event.stages) rows.set(stage, createRow(stage));
      drawn = drawRows([...rows.values()]);
      return;
    }
    if (event.type === 'run-finished') return;
    if (isShownInFull(event)) afterwards.push(...describeEvent(event, verbose));
    const row = rows.get(event.stage);
    if (row) updateRow(row, event, pacer);
  };
  const close = async (): Promise<void> => {
    clearInterval(clock);
    for (const row of rows.values()) row.end('done');
    await drawn;
    for (const line of afterwards) printError(line);
  };
  return {sink, close};
}

// What must not go by unseen: it stands below the list when the run has ended.
function isShownInFull(event: StageEvent): boolean {
  const isWarning = event.type === 'stage-log' && event.level === 'warn';
  return isWarning || event.type === 'stage-failed' || event.type === 'stage-retried';
}

function createRow(stage: string): Row {
  let end: (how: Ending) => void = () => undefined;
  const ended = new Promise<Ending>(resolve => {
    end = resolve;
  });
  return {
    ...{title: stage, output: '', since: performance.now(), begun: false},
    ...{show: () => undefined, end, ended},
  };
}

// Stages begin in any order, so listr2 starts all tasks at once, and those not begun are shown as waiting.
async function drawRows(rows: readonly Row[]): Promise<void> {
  const {Listr, ListrTaskState} = await import('listr2');
  const states = {begun: ListrTaskState.STARTED, waiting: ListrTaskState.WAITING};
  const tasks = rows.map(
    (row): ListrTask => ({title: visibleText(row.title), task: createTask(row, states)}),
  );
  const list = new Listr(tasks, {
    concurrent: true,
    exitOnError: false,
    registerSignalListeners: false,
    rendererOptions: {collapseErrors: true, showErrorMessage: false, lazy: false},
  });
  await list.run();
}

function createTask(
  row: Row,
  states: Record<'begun' | 'waiting', ListrTaskState>,
): ListrTask['task'] {
  return async (_context, task) => {
    row.show = () => {
      task.task.state$ = row.begun ? states.begun : states.waiting;
      task.title = visibleText(row.title);
      task.output = visibleText(showSince(row.output, (performance.now() - row.since) / 1000));
    };
    row.show();
    const how = await row.ended;
    if (how === 'skipped') task.skip(visibleText(row.title));
    if (how === 'failed') throw new Error(visibleText(row.title));
  };
}

function updateRow(row: Row, event: StageEvent, pacer: ReturnType<typeof createPacer>): void {
  switch (event.type) {
    case 'stage-started':
      row.title = `${event.stage}${startNote(event)}`;
      row.output = 'starts';
      break;
    case 'stage-waiting':
      row.title = `${event.stage}: ${waitNote(event)}`;
      break;
    case 'stage-retried':
      row.title = `${event.stage} (${retryNote(event)})`;
      row.output = '';
      break;
    case 'download-progress':
      row.output = `downloading ${downloadNote(event)}`;
      break;
    case 'stage-progress':
      row.output = `${drawBar(event.progress)} ${progressLine(event.progress, pacer(event.stage, event.progress))}`;
      break;
    case 'stage-log':
      row.output = event.message;
      break;
    case 'stage-step':
      row.output = event.step;
      break;
    default:
      row.title = `${event.stage}: ${endNote(event)}`;
      row.output = '';
  }
  row.begun = true;
  row.since = performance.now();
  row.show();
  if (event.type === 'stage-up-to-date' || event.type === 'stage-succeeded') row.end('done');
  if (event.type === 'stage-skipped') row.end('skipped');
  if (event.type === 'stage-failed') row.end('failed');
}

type EndEvent = Extract<
  RunEvent,
  {type: 'stage-up-to-date' | 'stage-succeeded' | 'stage-skipped' | 'stage-failed'}
>;

function endNote(event: EndEvent): string {
  if (event.type === 'stage-up-to-date') return upToDateNote(event);
  if (event.type === 'stage-succeeded') return doneNote(event.manifest);
  if (event.type === 'stage-skipped') return `not run, ${event.because}`;
  return event.failure.reason === 'interrupted' ? 'interrupted' : 'failed';
}

function drawBar({done, total}: Progress): string {
  const filled = total > 0 ? Math.round((BAR_WIDTH * Math.min(done, total)) / total) : 0;
  return '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
}
