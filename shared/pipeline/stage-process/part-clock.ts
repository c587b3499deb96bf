// Measures how long each part of a stage takes: what it names by `step`, and what it counts by `progress`.

/** A part of a stage's work, all times that it came together. */
export interface StagePart {
  name: string;
  /** Wall time. */
  seconds: number;
  /** Time of all threads of the process. */
  processorSeconds: number;
}

/** Parts that are told apart; a stage that names more, say every file, has the others under one name. */
const MOST_PARTS = 64;
const OTHERS = 'other parts';

/** Runs from its making on; the first part is the start of the process. */
export class PartClock {
  readonly #parts = new Map<string, StagePart>();
  #current = 'starts';
  #since = performance.now();
  #used = process.cpuUsage();

  /** From now on the stage does this; one that goes on changes nothing. */
  begin(name: string): void {
    if (name === this.#current) return;
    this.#take();
    this.#current = this.#parts.has(name) || this.#parts.size < MOST_PARTS ? name : OTHERS;
  }

  /** Ends the part of the moment; returns all of them in the order in which they began. */
  end(): StagePart[] {
    this.#take();
    return [...this.#parts.values()];
  }

  #take(): void {
    const part = this.#parts.get(this.#current) ?? {
      ...{name: this.#current, seconds: 0, processorSeconds: 0},
    };
    const now = performance.now();
    const {user, system} = process.cpuUsage(this.#used);
    part.seconds += (now - this.#since) / 1000;
    part.processorSeconds += (user + system) / 1e6;
    this.#parts.set(part.name, part);
    this.#since = now;
    this.#used = process.cpuUsage();
  }
}
