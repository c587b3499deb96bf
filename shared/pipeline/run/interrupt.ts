// Ctrl+C during a run: the first lets stages save their state, the second ends everything at once.
import {printError} from '../show/print.ts';

/** Listens for SIGINT, SIGTERM and the closing of the terminal until `stop`; `signal` is aborted at the first one. */
export function listenForInterrupt(): {signal: AbortSignal; stop(): void} {
  const abort = new AbortController();
  const onSignal = (): void => {
    if (abort.signal.aborted) process.exit(130);
    printError('Interrupted: waiting for running stages to save (again to stop at once).');
    abort.abort(new Error('interrupted'));
  };
  // A terminal that closes may say so twice, by the system and by its shell: that is no second wish.
  const onHangup = (): void => abort.abort(new Error('interrupted'));
  process.on('SIGHUP', onHangup);
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: abort.signal,
    stop: () => {
      process.off('SIGHUP', onHangup);
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
