// Ctrl+C during a run: the first lets stages save their state, the second ends everything at once.
import {printError} from '../show/print.ts';

/** Listens for SIGINT and SIGTERM until `stop`; `signal` is aborted at the first one. */
export function listenForInterrupt(): {signal: AbortSignal; stop(): void} {
  const abort = new AbortController();
  const onSignal = (): void => {
    if (abort.signal.aborted) process.exit(130);
    printError('Interrupted: waiting for running stages to save (again to stop at once).');
    abort.abort(new Error('interrupted'));
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: abort.signal,
    stop: () => {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
