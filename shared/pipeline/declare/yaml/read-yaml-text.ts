// The text of a YAML file: what is no text, or far too long, is refused before it is read.
import {constants} from 'node:fs';
import {open} from 'node:fs/promises';
import {describeError} from '../../describe-error.ts';
import {PipelineError, UserError} from '../../problem.ts';

/** A file of a hundred thousand written-out stages has about this many bytes. */
const MOST_BYTES = 32 * 2 ** 20;
/** What YAML lets stand in no text: control characters, and halves of characters that are beyond 16 bits. */
const NO_TEXT = /[^\t\n\r\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** The text of a file, `shown` in messages; undefined where there is no such file. */
export async function readYamlText(path: string, shown: string): Promise<string | undefined> {
  const bytes = await readBytes(path, shown);
  if (!bytes) return undefined;
  const text = decode(bytes, shown);
  const odd = NO_TEXT.exec(text);
  if (!odd) return text;
  const code = odd[0].codePointAt(0) ?? 0;
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  throw faultAt(text.slice(0, odd.index), shown, `found the character ${name}, expected text`);
}

async function readBytes(path: string, shown: string): Promise<Buffer | undefined> {
  try {
    // The opening of a pipe would wait for its writer.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const stats = await file.stat();
      if (!stats.isFile()) {
        const what = stats.isDirectory() ? 'a folder' : 'a pipe or a device';
        throw new UserError(`${shown}: found ${what}, expected a pipeline file`);
      }
      const {size} = stats;
      if (size > MOST_BYTES) {
        throw new UserError(
          `${shown}: found ${size.toLocaleString('en')} bytes, expected a pipeline file of at most ${MOST_BYTES.toLocaleString('en')}\n    Name many items by one foreach.`,
        );
      }
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    const {code} = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new UserError(`${shown} cannot be read: ${describeError(error)}`);
  }
}

function decode(bytes: Buffer, shown: string): string {
  try {
    return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes);
  } catch {
    const lossy = bytes.toString('utf8');
    throw faultAt(
      lossy.slice(0, Math.max(0, lossy.indexOf('\ufffd'))),
      shown,
      'found bytes that are no UTF-8, expected text in UTF-8',
    );
  }
}

function faultAt(before: string, shown: string, message: string): PipelineError {
  const lines = before.split('\n');
  const where = `${shown}:${lines.length}:${lines[lines.length - 1].length + 1}`;
  return new PipelineError([{where, message, remedy: 'Save the file as plain UTF-8 text.'}]);
}
