// `geneglot verify`: reads every artifact in full and compares it with its manifest.
import {existsSync} from 'node:fs';
import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {bytesText} from '../../text/amount-text.ts';
import {loadPipeline} from '../declare/load-pipeline.ts';
import {changedSince, stampFiles} from '../keys/file-stamps.ts';
import {HashCache} from '../keys/hash-cache.ts';
import {sha256OfFile} from '../keys/hash-file.ts';
import {isKey} from '../names.ts';
import {shownPath} from '../problem.ts';
import {print} from '../show/print.ts';
import {listStore, manifestOf, type StoredThing} from '../store/artifact-folders.ts';
import {findDamage} from '../store/find-damage.ts';
import type {Reading} from '../store/manifest.ts';
import type {PipelineFlags} from './pipeline-flags.ts';

/** Lists damaged artifacts; exit code 1 when there is one. */
export async function verifyCommand(flags: PipelineFlags): Promise<void> {
  const {artifacts} = await loadPipeline({...flags, file: flags.pipeline});
  const stored = (await listStore(artifacts)).filter(({kind}) => kind === 'artifact');
  let bytes = 0;
  let damaged = 0;
  for (const artifact of stored) {
    const {manifest, damage} = await check(artifact);
    // Another process has removed it since it was listed.
    if (damage && !existsSync(artifact.path)) continue;
    for (const output of Object.values(manifest?.outputs ?? {})) bytes += output.bytes;
    if (!damage) continue;
    damaged++;
    print(`${shownPath(artifact.path)}: ${damage}`);
  }
  print(`${stored.length} artifacts, ${bytesText(bytes)}: ${damaged} damaged.`);
  const altered = await findAlteredDownloads(join(artifacts, '.downloads'));
  for (const line of altered) print(line);
  if (altered.length > 0) process.exitCode = 1;
  if (damaged === 0) return;
  print('A run makes damaged artifacts again when it needs them; gc removes the others.');
  process.exitCode = 1;
}

// A download lies in a folder named by its checksum. The next run that reads an altered one downloads it again.
async function findAlteredDownloads(folder: string): Promise<string[]> {
  const lines: string[] = [];
  for (const sha256 of (await readdir(folder).catch(() => [])).filter(isKey)) {
    for (const entry of await readdir(join(folder, sha256), {withFileTypes: true}).catch(
      () => [],
    )) {
      if (!entry.isFile() || /\.(part|wrong)$/.test(entry.name)) continue;
      const path = join(folder, sha256, entry.name);
      const found = await sha256OfFile(path);
      if (found !== sha256)
        lines.push(`${shownPath(path)}: found sha256 ${found}, expected ${sha256}`);
    }
  }
  return lines;
}

/** What is wrong with an artifact; of one that a run replaced between two looks the second counts. */
async function check(artifact: StoredThing): Promise<Reading> {
  const stamps = await stampFiles([artifact.path]);
  const reading = await checkOnce(artifact);
  const isThere = existsSync(artifact.path);
  return reading.damage && isThere && changedSince(stamps).length > 0 ? check(artifact) : reading;
}

async function checkOnce(artifact: StoredThing): Promise<Reading> {
  const {manifest, damage} = manifestOf(artifact);
  if (!manifest) return {damage: damage ?? 'it is gone'};
  const found = await findDamage(artifact.path, manifest, HashCache.empty());
  return {manifest, ...(found && {damage: found})};
}
