// Ends jobs: first their stages get the signal to save, later Slurm kills them; many jobs make one call.
import {callSlurm} from './commands.ts';

/** Time a stage has to save before its job is cancelled, the same as on this machine. */
const GRACE_MS = 15_000;
const GATHER_MS = 50;

export class Canceller {
  readonly #ids = new Set<string>();
  readonly #timers = new Set<NodeJS.Timeout>();

  /** Cancels the job: at once when it waits in the queue, else after its stage had time to save. */
  cancel(id: string): void {
    this.#ids.add(id);
    if (this.#ids.size > 1) return;
    this.#later(GATHER_MS, () => {
      const ids = [...this.#ids];
      this.#ids.clear();
      void this.#askToSave(ids);
      this.#later(GRACE_MS, () => void callSlurm('scancel', ['--quiet', ...ids]));
    });
  }

  /** Forgets jobs still in their time of grace: all have ended. */
  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  async #askToSave(ids: readonly string[]): Promise<void> {
    await callSlurm('scancel', ['--quiet', '--state=PENDING', ...ids]);
    await callSlurm('scancel', ['--quiet', '--batch', '--signal=TERM', ...ids]);
  }

  #later(milliseconds: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, milliseconds);
    this.#timers.add(timer);
  }
}
