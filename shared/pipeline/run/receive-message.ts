// What a stage's process has told so far, the same over Node IPC and from a file of JSON lines.
import type {ChildMessage} from '../stage-process/stage-messages.ts';
import type {EventSink} from './events.ts';
import type {StageClock} from './stage-executor.ts';

/** Lines of the process's output that a failure shows. */
export const TAIL_LINES = 12;

/** The end that a stage told, if any, and its metrics by name. */
export interface Heard {
  end: Extract<ChildMessage, {type: 'done' | 'error' | 'interrupted'}> | undefined;
  metrics: Record<string, number | string>;
  /** Told when the stage's process begins and ceases to work. */
  clock?: StageClock | undefined;
}

/** Takes one message: progress and log become events, the rest is kept. */
export function hear(heard: Heard, message: ChildMessage, stage: string, sink: EventSink): void {
  switch (message.type) {
    case 'started':
      heard.clock?.start(Date.parse(message.at));
      break;
    case 'progress':
      sink({type: 'stage-progress', stage, progress: message.progress});
      break;
    case 'log':
      sink({type: 'stage-log', stage, level: message.level, message: message.message});
      break;
    case 'metric':
      heard.metrics[message.name] = message.value;
      break;
    default:
      if (message.type === 'interrupted') heard.clock?.pause(Date.parse(message.at));
      heard.end = message;
  }
}
