// `geneglot why STAGE` and `geneglot accept STAGE`: why a stage would run, and the say-so that it need not.
import {userInfo} from 'node:os';
import {bytesText, durationText} from '../../text/amount-text.ts';
import {withDownstream, withUpstream} from '../declare/graph.ts';
import {requireStage} from '../declare/select-stages.ts';
import {computeKey} from '../keys/key.ts';
import {UserError} from '../problem.ts';
import {type Assessment, assessPipeline} from '../run/assess.ts';
import type {Reason} from '../run/events.ts';
import {describeReason, explainChange} from '../run/explain-change.ts';
import type {Workspace} from '../run/workspace.ts';
import {print} from '../show/print.ts';
import type {Manifest} from '../store/manifest.ts';
import {ReadingMark} from '../store/reading-marks.ts';
import {openWorkspace} from './open-workspace.ts';
import type {PipelineFlags} from './pipeline-flags.ts';

/** Prints why a stage would run, what would follow from it, and what it took before. */
export async function whyCommand(name: string, flags: PipelineFlags): Promise<void> {
  const {workspace, stage, assessments} = await assessFor(name, flags);
  const assessment = assessments.get(stage) as Assessment;
  const {nodes} = workspace.pipeline;
  const after = [...withDownstream(nodes, [stage])].filter(other => other !== stage);
  await workspace.close();
  if (assessment.state === 'up-to-date') {
    return print(`${stage} is up to date: it has the artifact of key ${assessment.key}.`);
  }
  const lines = [
    `${stage} ${assessment.state === 'stale' ? 'will run' : 'may run'}:`,
    ...assessment.reasons.map(reason => `    ${describeReason(reason)}`),
    ...expectation(assessment.last),
  ];
  if (after.length > 0) {
    lines.push(`Then ${after.join(', ')}, unless its outputs come out as they were.`);
  }
  print(lines.join('\n'));
}

/** Makes the last artifact the one of the current key: a change of code or parameters declared to be without effect. */
export async function acceptCommand(
  name: string,
  flags: PipelineFlags & {because: string},
): Promise<void> {
  const {workspace, stage, assessments} = await assessFor(name, flags);
  const assessment = assessments.get(stage) as Assessment;
  if (assessment.state === 'up-to-date') {
    return print(`${stage} is up to date: there is nothing to accept.`);
  }
  const {last, reasons} = assessment;
  if (!last) throw new UserError(`${stage} never ran: there is no artifact to accept. Run it.`);
  refuseEffects(stage, reasons);
  const manifest = await takeOver(workspace, last, assessments, flags.because);
  await workspace.close();
  print(
    `${stage}: the artifact of ${last.key.slice(0, 16)} is now that of ${manifest.key.slice(0, 16)} too (${reasons.map(describeReason).join('; ')}).`,
  );
}

async function assessFor(
  name: string,
  flags: PipelineFlags,
): Promise<{workspace: Workspace; stage: string; assessments: Map<string, Assessment>}> {
  const workspace = await openWorkspace(flags);
  const {pipeline} = workspace;
  const stage = requireStage(pipeline, name);
  const selected = withUpstream(pipeline.nodes, [stage]);
  return {workspace, stage, assessments: await assessPipeline(workspace, selected)};
}

// A user of a container often has a number and no name.
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}

function expectation(last: Manifest | undefined): string[] {
  if (!last) return [];
  const {seconds, peakMemoryBytes} = last;
  return [
    `Last time it took ${durationText(seconds)} and ${bytesText(peakMemoryBytes)} of memory.`,
  ];
}

// Other inputs give other outputs, and damage is no change: neither can be waved through.
function refuseEffects(stage: string, reasons: readonly Reason[]): void {
  const effects = reasons.filter(({type}) =>
    ['input', 'format', 'upstream', 'damaged', 'removed', 'never-run'].includes(type),
  );
  if (effects.length === 0) return;
  throw new UserError(
    `${stage}: found ${effects.map(describeReason).join('; ')}, expected a change of code, parameters or packages alone\n    Bring upstream up to date first; other inputs and damaged outputs need a run.`,
  );
}

async function takeOver(
  workspace: Workspace,
  last: Manifest,
  assessments: ReadonlyMap<string, Assessment>,
  because: string,
): Promise<Manifest> {
  const {store, pipeline} = workspace;
  const finished = new Map<string, Manifest>();
  for (const [name, assessment] of assessments) {
    if (assessment.state === 'up-to-date') finished.set(name, assessment.manifest);
  }
  const node = pipeline.nodes.find(({name}) => name === last.stage);
  if (!node) throw new Error(`${last.stage} is not in the pipeline`);
  const {damage} = await store.inspect(last.stage, last.key);
  if (damage) throw new UserError(`${last.stage}: ${damage}, so it cannot be accepted. Run it.`);
  const fields = await workspace.keyFields(node, finished);
  const key = computeKey(fields);
  const accepted = {
    ...{because, at: new Date().toISOString(), by: userName(), from: last.key},
    changes: explainChange(last, fields).map(describeReason),
  };
  const manifest = {...last, ...fields, key, accepted: [...(last.accepted ?? []), accepted]};
  const lock = await store.lock(last.stage, key, {
    signal: new AbortController().signal,
    onWait: ({pid, host}) => print(`waits for pid ${pid} on host ${host}`),
  });
  const reading = new ReadingMark(store.root);
  reading.add(last.stage, last.key);
  try {
    // A run may have made it while the question stood.
    const made = await store.get(last.stage, key);
    if (made) return made;
    await store.adopt(manifest, store.folder(last.stage, last.key), lock);
    if (await store.get(last.stage, key)) return manifest;
    throw new UserError(
      `${last.stage}: the artifact of ${last.key.slice(0, 16)} was replaced while it was taken over, expected one that rests\n    Run geneglot accept again.`,
    );
  } finally {
    reading.close();
    await lock.release();
  }
}
