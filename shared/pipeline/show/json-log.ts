// Renders a run's events as JSON lines, for programs that follow a run: one object an event, with its time.
import {visibleJson} from '../../text/visible-text.ts';
import type {Reporter} from './reporter.ts';

/** Writes `{"time": ISO 8601, "type": …, …}` for every event, progress included. */
export function jsonReporter(write: (line: string) => void): Reporter {
  return {
    sink: event => write(visibleJson({time: new Date().toISOString(), ...event})),
    close: async () => undefined,
  };
}
