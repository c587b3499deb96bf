// Shows a run to a person or a program.
import type {EventSink} from '../run/events.ts';

/** Receives events; `close` returns when everything is on the screen. */
export interface Reporter {
  sink: EventSink;
  close(): Promise<void>;
}
