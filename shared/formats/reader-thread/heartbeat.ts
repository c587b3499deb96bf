// How a thread that reads shows that it is alive: a number in shared memory that it raises with every piece it has read.

let beats: Int32Array | undefined;

/** Raises this number from now on. Shape (1), in shared memory. */
export function beatOn(shared: Int32Array): void {
  beats = shared;
}

/** Something was read. Costs nothing where nobody listens. */
export function beat(): void {
  if (beats) Atomics.add(beats, 0, 1);
}
