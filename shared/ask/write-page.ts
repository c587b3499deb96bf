// Writes a page where the user said, whatever is there.
import {writeFileSync} from 'node:fs';
import {realpath, stat} from 'node:fs/promises';
import {shownPath, UserError} from '../pipeline/problem.ts';
import {writeAtomically} from '../pipeline/write-safely.ts';

/**
 * Writes a page whole or not at all. The file that a link leads to is written, and the link stays; a pipe or a device is
 * written into: whoever may write in its folder would else replace it by a file. `flag` is the option that named the file.
 */
export async function writePage(file: string, page: string, flag: string): Promise<void> {
  try {
    const found = await stat(file).catch(() => undefined);
    const isStream = found !== undefined && !found.isFile() && !found.isDirectory();
    if (isStream) writeFileSync(file, page);
    else await writeAtomically(found ? await realpath(file) : file, page);
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException;
    throw new UserError(
      `${flag}: ${shownPath(file)} cannot be written (${code ?? message}), expected a file in a folder that can be written to`,
    );
  }
}
