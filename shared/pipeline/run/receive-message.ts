// Takes the messages of a stage's process, whether they come over Node IPC or from a file of JSON lines.
import type {ChildMessage} from '../stage-process/stage-messages.ts';
import type {EventSink} from './events.ts';
import type {StageClock} from './stage-executor.ts';

/** What the messages of a process have said so far: how it ended, if it has, and its metrics by name. */
export interface ProcessState {
  end: Extract<ChildMessage, {type: 'done' | 'error' | 'interrupted'}> | undefined;
  metrics: Record<string, number | string>;
  /** Measures the time that the process works. */
  clock?: StageClock | undefined;
}

/** Takes one message: progress and log become events, the rest is kept. */
export function receiveMessage(
  state: ProcessState,
  message: ChildMessage,
  stage: string,
  sink: EventSink,
): void {
  switch (message.type) {
    case 'started':
      state.clock?.start(Date.parse(message.at));
      break;
    case 'progress':
      sink({type: 'stage-progress', stage, progress: message.progress});
      break;
    case 'step':
      sink({type: 'stage-step', stage, step: message.step});
      break;
    case 'log':
      sink({type: 'stage-log', stage, level: message.level, message: message.message});
      break;
    case 'metric':
      state.metrics[message.name] = message.value;
      break;
    default:
      if (message.type === 'interrupted') state.clock?.pause(Date.parse(message.at));
      state.end = message;
  }
}
