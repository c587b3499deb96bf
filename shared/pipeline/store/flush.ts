// Brings written files to the disk itself, so that a rename that survives a power cut has its content too.
// Reference: fsync(2): a new file needs its own fsync and one of the folder that names it.
import {type FileHandle, open, readdir} from 'node:fs/promises';
import {join} from 'node:path';

/** Flushes a file, or a folder with everything below it. */
export async function flushTree(path: string): Promise<void> {
  const entries = await readdir(path, {withFileTypes: true}).catch(notAFolder);
  await Promise.all(
    entries
      .filter(entry => entry.isFile() || entry.isDirectory())
      .map(entry => flushTree(join(path, entry.name))),
  );
  await flush(path);
}

/** Flushes one file, or the names in one folder. */
export async function flush(path: string): Promise<void> {
  const handle = await open(path);
  try {
    await sync(handle);
  } finally {
    await handle.close();
  }
}

// Some network file systems refuse to flush a folder; there the server orders renames itself.
async function sync(handle: FileHandle): Promise<void> {
  await handle.sync().catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EINVAL' && error.code !== 'ENOTSUP') throw error;
  });
}

function notAFolder(error: NodeJS.ErrnoException): [] {
  if (error.code !== 'ENOTDIR') throw error;
  return [];
}
