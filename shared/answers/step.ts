// Long answers come in steps, so that a page can show how far they are and stop them.

/**
 * Called before each step and after the last; awaited. Whoever asks may let other work pass, and stops the answer by an
 * error.
 */
export type Step = (done: number, of: number) => Promise<void>;

/** For those who only wait. */
export const noStep: Step = async () => {};
