// Gives an artifact's files a second name, or copies them: by hard link, by reflink, else byte by byte.
// A hard link is one file under two names: a hand that edits one edits both, which every hit's check then finds.
import {constants} from 'node:fs';
import {copyFile, link, mkdir, readdir} from 'node:fs/promises';
import {join} from 'node:path';

/** How files are shared: under a second name where that can be, or always as a copy of their own. */
export type Sharing = 'link' | 'copy';

/** Places a file, or a folder with its files, at `to`, which must not exist yet; links and pipes stay behind. */
export async function shareTree(from: string, to: string, sharing: Sharing): Promise<void> {
  const entries = await readdir(from, {withFileTypes: true}).catch(notAFolder);
  if (!entries) return shareFile(from, to, sharing);
  await mkdir(to);
  for (const entry of entries) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await shareTree(source, target, sharing);
    else if (entry.isFile()) await shareFile(source, target, sharing);
  }
}

async function shareFile(source: string, target: string, sharing: Sharing): Promise<void> {
  if (sharing === 'link' && (await isLinked(source, target))) return;
  await copyFile(source, target, constants.COPYFILE_FICLONE);
}

async function isLinked(source: string, target: string): Promise<boolean> {
  try {
    await link(source, target);
    return true;
  } catch (error) {
    // Other file systems, file systems without links, and files of other users are copied.
    const refusals = ['EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'EACCES'];
    if (!refusals.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    return false;
  }
}

function notAFolder(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOTDIR') throw error;
  return undefined;
}
