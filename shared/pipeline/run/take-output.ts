// What a stage's process prints: all of it into its log, no faster than the disk takes it, and its last lines for a
// failure, in bounded memory whatever is printed.
import type {WriteStream} from 'node:fs';
import type {Readable} from 'node:stream';

/** Lines of a process's output that a failure shows. */
export const TAIL_LINES = 12;
/** Characters of a line that a failure shows. */
const LINE_WIDTH = 1000;

/** Takes the output of `streams` into `log`; `tail()` gives the last lines that are not empty. */
export function takeOutput(
  streams: readonly (Readable | null)[],
  log: WriteStream,
): {tail(): string[]} {
  const tail = new LineTail();
  let works = true;
  // A log that cannot be written, as on a full disk, must end neither the runner nor the stage, which would wait.
  log.on('error', () => {
    works = false;
    for (const stream of streams) stream?.resume();
  });
  for (const stream of streams) {
    const add = tail.open();
    stream?.setEncoding('utf8').on('data', (text: string) => {
      add(text);
      if (!works || log.write(text)) return;
      stream.pause();
      log.once('drain', () => stream.resume());
    });
  }
  return {tail: () => tail.lines()};
}

/** The last lines of several sources, in the order in which they were complete. */
class LineTail {
  readonly #open: string[] = [];
  #lines: string[] = [];

  /** Adds a source; its pieces may end within a line. */
  open(): (text: string) => void {
    const source = this.#open.push('') - 1;
    return text => {
      const lines = (this.#open[source] + text).split('\n');
      this.#open[source] = shortLine(lines.pop() ?? '');
      for (const line of lines.slice(-TAIL_LINES * TAIL_LINES)) this.#add(line);
    };
  }

  lines(): string[] {
    for (const line of this.#open.splice(0)) this.#add(line);
    return this.#lines.slice(-TAIL_LINES);
  }

  #add(line: string): void {
    if (line.trim() === '') return;
    this.#lines.push(shortLine(line));
    if (this.#lines.length > 10 * TAIL_LINES) this.#lines = this.#lines.slice(-TAIL_LINES);
  }
}

/** A line as a failure shows it. */
export function shortLine(line: string): string {
  return line.length > LINE_WIDTH ? `${line.slice(0, LINE_WIDTH)}…` : line;
}
