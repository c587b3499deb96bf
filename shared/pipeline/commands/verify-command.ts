// `geneglot verify`: reads every artifact in full and compares it with its manifest.
import {join} from 'node:path';
import {loadPipeline} from '../declare/load-pipeline.ts';
import {bytesOf, HashCache} from '../keys/hash-file.ts';
import {computeKey, shortKey} from '../keys/key.ts';
import {shownPath} from '../problem.ts';
import {showBytes} from '../show/show-amounts.ts';
import {listStore, manifestOf, type StoredThing} from '../store/artifact-folders.ts';
import type {Manifest} from '../store/manifest.ts';
import type {PipelineFlags} from './pipeline-flags.ts';

/** Lists damaged artifacts; exit code 1 when there is one. */
export async function verifyCommand(flags: PipelineFlags): Promise<void> {
  const {artifacts} = await loadPipeline({...flags, file: flags.pipeline});
  const stored = (await listStore(artifacts)).filter(({kind}) => kind === 'artifact');
  let bytes = 0;
  let damaged = 0;
  for (const artifact of stored) {
    const manifest = await manifestOf(artifact);
    const damage = await findDamage(artifact, manifest);
    for (const output of Object.values(manifest?.outputs ?? {})) bytes += output.bytes;
    if (!damage) continue;
    damaged++;
    console.log(`${shownPath(artifact.path)}: ${damage}`);
  }
  console.log(`${stored.length} artifacts, ${showBytes(bytes)}: ${damaged} damaged.`);
  if (damaged === 0) return;
  console.log('A run makes damaged artifacts again when it needs them; gc removes the others.');
  process.exitCode = 1;
}

/** What is wrong with an artifact's folder, or nothing. */
export async function findDamage(
  {stage, digits, path}: Pick<StoredThing, 'stage' | 'digits' | 'path'>,
  manifest: Manifest | undefined,
): Promise<string | undefined> {
  if (!manifest?.outputs) return 'its manifest is missing or unreadable';
  if (manifest.stage !== stage || shortKey(manifest.key) !== digits) {
    return `its manifest is that of ${manifest.stage} ${manifest.key}`;
  }
  if (computeKey(manifest) !== manifest.key)
    return 'its manifest was changed: key and fields differ';
  const hashes = HashCache.empty();
  for (const [port, output] of Object.entries(manifest.outputs)) {
    const file = join(path, output.file);
    const bytes = await bytesOf(file).catch(() => undefined);
    if (bytes === undefined) return `output ${port} is gone`;
    if (bytes !== output.bytes)
      return `output ${port} has ${bytes} bytes, expected ${output.bytes}`;
    if ((await hashes.hash(file)) !== output.sha256) return `output ${port} has other content`;
  }
  return undefined;
}
