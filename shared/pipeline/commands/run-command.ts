// `geneglot run`: selects stages, runs them, and ends by telling where the results are.

import {join} from 'node:path';
import {durationText} from '../../text/amount-text.ts';
import {finalNodes} from '../declare/graph.ts';
import type {Pipeline} from '../declare/pipeline.ts';
import {selectStages} from '../declare/select-stages.ts';
import {shortKey} from '../keys/key.ts';
import {shownPath, UserError} from '../problem.ts';
import {assessPipeline} from '../run/assess.ts';
import {Capacity} from '../run/capacity.ts';
import {describeReason} from '../run/explain-change.ts';
import {listenForInterrupt} from '../run/interrupt.ts';
import {type RunResult, runPipeline} from '../run/run-pipeline.ts';
import type {StageExecutor} from '../run/stage-executor.ts';
import type {Workspace} from '../run/workspace.ts';
import {historyFolder, saveRun} from '../show/history.ts';
import {print} from '../show/print.ts';
import {writeRunPage} from '../show/run-page.ts';
import {RunRecorder} from '../show/run-record.ts';
import {readLink} from '../store/read-manifest.ts';
import {openExecutor} from './open-executor.ts';
import {openReporter, teeEvents} from './open-reporter.ts';
import {openWorkspace} from './open-workspace.ts';
import type {RunFlags} from './pipeline-flags.ts';

/** Runs stages of a pipeline and sets the exit code: 1 after a failure, 130 after an interrupt. */
export async function runCommand(stages: readonly string[], flags: RunFlags): Promise<void> {
  const startedAt = new Date();
  const start = performance.now();
  const workspace = await openWorkspace(flags);
  const {pipeline} = workspace;
  const selection = selectStages(pipeline, stages, flags);
  await requireUpToDate(workspace, selection.required);
  const executor = await openExecutor(flags, pipeline.executor);
  const reporter = await openReporter(flags.log, flags.verbose);
  const recorder = new RunRecorder();
  const sink = teeEvents(reporter.sink, recorder.sink);
  const interrupt = listenForInterrupt();
  const result = await runPipeline(workspace, {
    ...selection,
    capacity: capacityFor(executor, flags),
    executor,
    signal: interrupt.signal,
    startedAt,
    sink,
  });
  await executor.close();
  const seconds = (performance.now() - start) / 1000;
  const {manifests, ...names} = result;
  const outputs = finalOutputs(pipeline, selection.selected, manifests);
  sink({type: 'run-finished', ...names, outputs, seconds});
  await reporter.close();
  await workspace.close();
  // A run that cannot leave a page, since its store is read-only, is still a run.
  const page = await writeRunPage(recorder.record, pipeline.artifacts).catch(() => undefined);
  const paths = [...outputs, ...(page ? [shownPath(page)] : [])];
  const lines = summarize(paths, selection.selected.size, result, seconds);
  if (flags.log === 'text') for (const line of lines) print(line);
  if (result.failed.length > 0) process.exitCode = 1;
  if (interrupt.signal.aborted) process.exitCode = 130;
  await saveRun(recorder.record, historyFolder(pipeline.artifacts), Number(process.exitCode ?? 0));
  interrupt.stop();
}

// Cores, memory and GPUs are shared out here only for stages that run here; Slurm does that for its jobs.
function capacityFor({jobs}: StageExecutor, flags: RunFlags): Capacity {
  return jobs === undefined ? Capacity.ofMachine(flags) : Capacity.unlimited(flags.jobs ?? jobs);
}

// --only trusts what upstream has made only when it is what upstream would make now.
async function requireUpToDate(workspace: Workspace, required: ReadonlySet<string>): Promise<void> {
  const assessments = await assessPipeline(workspace, required);
  const missing = [...assessments].filter(([, {state}]) => state !== 'up-to-date');
  if (missing.length === 0) return;
  const lines = missing.map(([name, assessment]) =>
    assessment.state === 'up-to-date'
      ? ''
      : `    ${name}: ${assessment.reasons.map(describeReason).join('; ')}`,
  );
  throw new UserError(
    `--only runs no upstream stage, but these are not up to date:\n${lines.join('\n')}\n    Leave out --only and name the stage alone: what it needs then runs first.`,
  );
}

function finalOutputs(
  {nodes, artifacts}: Pipeline,
  selected: ReadonlySet<string>,
  manifests: RunResult['manifests'],
): string[] {
  return finalNodes(nodes.filter(node => selected.has(node.name))).flatMap(({name}) => {
    const manifest = manifests.get(name);
    if (!manifest) return [];
    // Another run, begun later, may have set `latest` to its own.
    const digits = shortKey(manifest.key);
    const isLatest = readLink(join(artifacts, name, 'latest')) === digits;
    return Object.values(manifest.outputs).map(({file}) =>
      shownPath(join(artifacts, name, isLatest ? 'latest' : digits, file)),
    );
  });
}

function summarize(
  paths: readonly string[],
  stages: number,
  {ran, upToDate, failed, skipped}: RunResult,
  seconds: number,
): string[] {
  const parts = [
    `${ran.length} ran`,
    ...(upToDate.length > 0 ? [`${upToDate.length} up to date`] : []),
    ...(failed.length > 0 ? [`${failed.length} failed`] : []),
    ...(skipped.length > 0 ? [`${skipped.length} not run`] : []),
    durationText(seconds),
  ];
  const counted = `${stages} ${stages === 1 ? 'stage' : 'stages'}`;
  return [...paths.map(path => `→ ${path}`), `${counted}: ${parts.join(', ')}`];
}
