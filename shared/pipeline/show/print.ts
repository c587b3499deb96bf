// The one place that writes to standard output and standard error: whatever comes from data is made visible here.
import {visibleText} from '../../text/visible-text.ts';

/** Writes lines to standard output. */
export function print(text: string): void {
  printText(`${text}\n`);
}

/** Writes lines to standard error. */
export function printError(text: string): void {
  printErrorText(`${text}\n`);
}

/** Writes text to standard output as it is, without the end of a line. */
export function printText(text: string): void {
  process.stdout.write(visibleText(text));
}

/** Writes text to standard error as it is, without the end of a line. */
export function printErrorText(text: string): void {
  process.stderr.write(visibleText(text));
}

/** Writes text of any length, no faster than its reader takes it; false when the reader has gone. */
export function printPiece(text: string): Promise<boolean> {
  return new Promise(resolve => {
    process.stdout.write(visibleText(text), error => resolve(!error));
  });
}

/**
 * From now on a reader that has gone away (`geneglot status | head -1`) goes unnoticed: the command ends as it would
 * have. An output that takes nothing, as on a full disk, is said once and makes the exit code 1.
 */
export function guardOutputs(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || process.exitCode === 1) return;
    process.exitCode = 1;
    printError(`standard output cannot be written (${error.code}): a part of the answer is lost`);
  });
  process.stderr.on('error', () => undefined);
}
