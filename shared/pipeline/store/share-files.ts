// Gives an artifact's files a second name, or copies them: by hard link, by reflink, else byte by byte.
// A hard link is one file under two names: a hand that edits one edits both, which every hit's check then finds.
import {constants} from 'node:fs';
import {copyFile, link, mkdir, readdir} from 'node:fs/promises';
import {join} from 'node:path';

/** Places all of a folder below `to`, which must not exist yet. */
export async function shareTree(from: string, to: string): Promise<void> {
  await mkdir(to, {recursive: true});
  for (const entry of await readdir(from, {withFileTypes: true})) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await shareTree(source, target);
    else if (entry.isFile()) await shareFile(source, target);
  }
}

async function shareFile(source: string, target: string): Promise<void> {
  try {
    await link(source, target);
  } catch (error) {
    // Other file systems, file systems without links, and files of other users are copied.
    const refusals = ['EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'EACCES'];
    if (!refusals.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    await copyFile(source, target, constants.COPYFILE_FICLONE);
  }
}
