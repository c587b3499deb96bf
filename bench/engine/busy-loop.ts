// A process that takes one core for itself, as a neighbour would.
import {spawn} from 'node:child_process';

/** Starts a busy loop on core 0; returns how to stop it. */
export function startBusyLoop(): () => void {
  const loop = spawn('taskset', ['-c', '0', process.execPath, '-e', 'for (;;) {}'], {
    stdio: 'ignore',
  });
  loop.on('error', () => {
    console.error('taskset is missing (apt-get install util-linux): no core was taken');
    process.exit(1);
  });
  return () => loop.kill();
}
