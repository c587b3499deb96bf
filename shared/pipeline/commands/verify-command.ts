// `geneglot verify`: reads every artifact in full and compares it with its manifest.

import {bytesText} from '../../text/amount-text.ts';
import {loadPipeline} from '../declare/load-pipeline.ts';
import {HashCache} from '../keys/hash-cache.ts';
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
    for (const output of Object.values(manifest?.outputs ?? {})) bytes += output.bytes;
    if (!damage) continue;
    damaged++;
    print(`${shownPath(artifact.path)}: ${damage}`);
  }
  print(`${stored.length} artifacts, ${bytesText(bytes)}: ${damaged} damaged.`);
  if (damaged === 0) return;
  print('A run makes damaged artifacts again when it needs them; gc removes the others.');
  process.exitCode = 1;
}

async function check(artifact: StoredThing): Promise<Reading> {
  const {manifest, damage} = manifestOf(artifact);
  if (!manifest) return {damage: damage ?? 'it is gone'};
  const found = await findDamage(artifact.path, manifest, HashCache.empty());
  return {manifest, ...(found && {damage: found})};
}
