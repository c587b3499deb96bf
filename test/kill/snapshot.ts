// What lies in a store: every artifact with a hash over its outputs.
import {createHash} from 'node:crypto';
import {readdir, readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import type {Manifest} from '../../shared/pipeline/store/manifest.ts';
import type {Project} from '../pipeline/project.ts';

/** Artifacts by `stage/key`, with when they were started and a hash over their output files. */
export type Snapshot = Map<string, {startedAt: string; content: string}>;

/** All artifacts of a project's store. */
export async function snapshot(project: Project): Promise<Snapshot> {
  const found: Snapshot = new Map();
  const root = project.path('artifacts');
  // The page of the run lies beside the stages' folders.
  const stages = (await readdir(root).catch(() => [])).filter(name => !name.includes('.'));
  for (const stage of stages) {
    for (const key of (await readdir(join(root, stage))).filter(isVisible)) {
      if (key === 'latest') continue;
      const folder = join(root, stage, key);
      const manifest: Manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
      const content = await hashOutputs(folder);
      found.set(`${stage}/${key}`, {startedAt: manifest.startedAt, content});
    }
  }
  return found;
}

/** Hash over an artifact's files but its manifest and log, which hold times. */
async function hashOutputs(folder: string): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(folder, {recursive: true, withFileTypes: true});
  const files = entries
    .filter(entry => entry.isFile() && !['manifest.json', 'log.txt'].includes(entry.name))
    .map(entry => join(entry.parentPath, entry.name));
  for (const file of files.sort()) {
    hash.update(`${file.slice(folder.length)}\0`).update(await readFile(file));
  }
  return hash.digest('hex');
}

/** Removes all artifacts and states; remembered hashes stay. */
export async function clearArtifacts(project: Project): Promise<void> {
  const root = project.path('artifacts');
  for (const name of (await readdir(root).catch(() => [])).filter(isVisible)) {
    // A stage that outlived the last kill may still write there for a moment.
    await rm(join(root, name), {recursive: true, force: true, maxRetries: 20, retryDelay: 50});
  }
}

function isVisible(name: string): boolean {
  return !name.startsWith('.');
}
