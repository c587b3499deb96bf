// Decides without running: which stages are up to date, which would run and why, which wait for upstream.

import type {PipelineNode} from '../declare/pipeline.ts';
import {computeKey} from '../keys/key.ts';
import type {Manifest} from '../store/manifest.ts';
import type {Reason} from './events.ts';
import {explainChange, whyStale} from './explain-change.ts';
import type {Finished, Workspace} from './workspace.ts';

export type Assessment =
  /** The artifact of the current key is there. */
  | {state: 'up-to-date'; key: string; manifest: Manifest; last: Manifest | undefined}
  /** Its key is known and has no artifact, or fields of its own changed: it runs for certain. */
  | {state: 'stale'; reasons: Reason[]; last: Manifest | undefined; key?: string}
  /** Only upstream changed: it runs unless upstream's outputs come out the same. */
  | {state: 'waiting'; reasons: Reason[]; last: Manifest | undefined; key?: undefined};

/** Looks one stage up; `rerunning` names the dependencies that will run first. */
async function assessStage(
  workspace: Workspace,
  node: PipelineNode,
  finished: Finished,
  rerunning: readonly string[],
): Promise<Assessment> {
  const upstream = rerunning.map((stage): Reason => ({type: 'upstream', stage}));
  if (upstream.length > 0) {
    const last = await workspace.store.latest(node.name);
    const own = last ? explainChange(last, await workspace.ownFields(node)) : [];
    if (!last) return {state: 'stale', reasons: [{type: 'never-run'}], last};
    return {state: own.length > 0 ? 'stale' : 'waiting', reasons: [...own, ...upstream], last};
  }
  const fields = await workspace.keyFields(node, finished);
  const key = computeKey(fields);
  const {manifest, damage} = await workspace.store.inspect(node.name, key);
  if (manifest && !damage) return {state: 'up-to-date', key, manifest, last: manifest};
  const last = await workspace.store.latest(node.name);
  return {state: 'stale', reasons: whyStale(fields, last, damage), last, key};
}

/** Assesses stages in topological order, as a run would meet them; names in `forced` count as stale. */
export async function assessPipeline(
  workspace: Workspace,
  selected: ReadonlySet<string>,
  forced: ReadonlySet<string> = new Set(),
): Promise<Map<string, Assessment>> {
  const assessments = new Map<string, Assessment>();
  const finished = new Map<string, Manifest>();
  for (const node of workspace.pipeline.nodes) {
    if (!selected.has(node.name)) continue;
    const rerunning = node.dependencies.filter(name => !finished.has(name));
    let assessment = await assessStage(workspace, node, finished, rerunning);
    if (forced.has(node.name)) {
      assessment = {state: 'stale', reasons: [{type: 'forced'}], last: assessment.last};
    }
    assessments.set(node.name, assessment);
    if (assessment.state === 'up-to-date') finished.set(node.name, assessment.manifest);
  }
  return assessments;
}
