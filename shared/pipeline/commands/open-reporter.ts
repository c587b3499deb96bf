// Who hears of a run: the terminal, plain lines or JSON lines, chosen by --log and by where stdout goes.

import type {EventSink} from '../run/events.ts';
import {jsonReporter} from '../show/json-log.ts';
import {printText} from '../show/print.ts';
import type {Reporter} from '../show/reporter.ts';
import {plainReporter} from '../show/terminal.ts';
import type {LogFormat} from './pipeline-flags.ts';

/** The reporter for this format; on a terminal, text is drawn live. */
export async function openReporter(log: LogFormat, verbose: boolean): Promise<Reporter> {
  if (log === 'json') return buffered(jsonReporter);
  if (!process.stdout.isTTY || process.env.CI) {
    return buffered(write => plainReporter(write, verbose));
  }
  const {liveReporter} = await import('../show/terminal-live.ts');
  return liveReporter(verbose);
}

// Lines of one turn of the event loop are written at once: a run with nothing to do writes thousands in a few turns.
function buffered(open: (write: (line: string) => void) => Reporter): Reporter {
  let waiting = '';
  const flush = (): void => {
    if (waiting !== '') printText(waiting);
    waiting = '';
  };
  process.on('exit', flush);
  const {sink, close} = open(line => {
    if (waiting === '') setImmediate(flush);
    waiting += `${line}\n`;
  });
  return {sink, close: () => close().then(flush)};
}

/** One sink that passes every event on to all. */
export function teeEvents(...sinks: EventSink[]): EventSink {
  return event => {
    for (const sink of sinks) sink(event);
  };
}
