// `geneglot gc`: removes what neither the pipeline file nor the recent past reaches.

import {readlink} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {bytesText} from '../../text/amount-text.ts';
import {bytesOf} from '../keys/hash-file.ts';
import {shownPath} from '../problem.ts';
import {assessPipeline} from '../run/assess.ts';
import type {Workspace} from '../run/workspace.ts';
import {print} from '../show/print.ts';
import {listStore, manifestOf, type StoredThing} from '../store/artifact-folders.ts';
import {isInUse, removeLeftovers, removeUnlessInUse} from '../store/remove-stored.ts';
import {openWorkspace} from './open-workspace.ts';
import type {GcFlags} from './pipeline-flags.ts';
import {removalOptions} from './removal-options.ts';

/** Removes unreachable artifacts, state that nothing resumes, and what dead processes left; prints the bytes. */
export async function gcCommand(flags: GcFlags): Promise<void> {
  const workspace = await openWorkspace(flags);
  const root = workspace.pipeline.artifacts;
  const things = await listStore(root);
  const kept = await reachable(workspace, things, flags.keepLast);
  const options = {...(await removalOptions(root, things)), keepLatest: true};
  let bytes = 0;
  const removed: string[] = [];
  for (const thing of things) {
    if (kept.has(thing.path)) continue;
    const size = await bytesOf(thing.path).catch(() => 0);
    const goes = flags.dryRun
      ? !(await isInUse(thing, options))
      : await removeUnlessInUse(thing, options);
    if (!goes) continue;
    bytes += size;
    removed.push(`${shownPath(thing.path)}  ${bytesText(size)}`);
  }
  if (!flags.dryRun) await removeLeftovers(root);
  await workspace.close();
  const verb = flags.dryRun ? 'would be removed' : 'removed';
  removed.push(`${removed.length} ${verb}, ${bytesText(bytes)}.`);
  print(removed.join('\n'));
}

/** Paths of the artifacts and states that the current keys and the last `keepLast` of each stage name. */
async function reachable(
  workspace: Workspace,
  things: readonly StoredThing[],
  keepLast: number,
): Promise<Set<string>> {
  const {pipeline, store} = workspace;
  const kept = new Set<string>();
  const all = new Set(pipeline.nodes.map(node => node.name));
  for (const [stage, assessment] of await assessPipeline(workspace, all)) {
    const {key} = assessment;
    if (key) kept.add(store.folder(stage, key)).add(store.stateFolder(stage, key));
    // While upstream is stale the key is not known, so any state may be the one to go on from.
    if (!key) for (const {path} of things.filter(isStateOf(stage))) kept.add(path);
  }
  for (const stage of new Set(things.map(thing => thing.stage))) {
    for (const path of await lastArtifacts(things, stage, keepLast)) kept.add(path);
  }
  return kept;
}

function isStateOf(stage: string): (thing: StoredThing) => boolean {
  return thing => thing.kind === 'state' && thing.stage === stage;
}

/** The artifact used last, and the `count` made last. */
async function lastArtifacts(
  things: readonly StoredThing[],
  stage: string,
  count: number,
): Promise<string[]> {
  const artifacts = things.filter(thing => thing.kind === 'artifact' && thing.stage === stage);
  const dated = await Promise.all(
    artifacts.map(async artifact => ({
      path: artifact.path,
      startedAt: manifestOf(artifact).manifest?.startedAt ?? '',
    })),
  );
  const recent = dated.sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1)).slice(0, count);
  const folder = artifacts[0] && dirname(artifacts[0].path);
  const latest = folder && (await readlink(join(folder, 'latest')).catch(() => undefined));
  return [...recent.map(({path}) => path), ...(latest ? [join(folder, latest)] : [])];
}
