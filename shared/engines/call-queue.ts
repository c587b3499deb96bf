// Calls on one model: they run one after another, and nothing touches the model's memory meanwhile.

/** The calls of one model, in the order in which they were made. */
export class CallQueue {
  private disposed = false;
  private pending = 0;
  /** Settles when all calls made so far have run. */
  private last: Promise<unknown> = Promise.resolve();

  /** Runs `task` once the calls made before have run. */
  run<Result>(task: () => Promise<Result>): Promise<Result> {
    this.requireAlive();
    this.pending++;
    const result = this.last.then(task).finally(() => this.pending--);
    this.last = result.catch(() => {});
    return result;
  }

  /** Throws once the model has been disposed of. */
  requireAlive(): void {
    if (this.disposed) throw new Error('the model has been disposed of: create another one');
  }

  /** Throws while a call may change the model's memory. */
  requireIdle(): void {
    if (this.pending > 0) {
      throw new Error(
        'a call on this model is still running: await it before reading or writing tensors',
      );
    }
    this.requireAlive();
  }

  /** Takes no more calls, and frees the model once those already made have run. */
  dispose(free: () => void): void {
    if (this.disposed) return;
    this.disposed = true;
    this.last.then(free, free);
  }
}
