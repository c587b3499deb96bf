// `geneglot run`: selects stages, runs them, and ends by telling where the results are.
import {join} from 'node:path';
import {
  declaredNames,
  finalNodes,
  nodesNamed,
  type Pipeline,
  withDownstream,
  withUpstream,
} from '../declare/graph.ts';
import {recallPipeline} from '../declare/load-pipeline.ts';
import {didYouMean, oneOf, shownPath, UserError} from '../problem.ts';
import {assessPipeline} from '../run/assess.ts';
import {Capacity} from '../run/capacity.ts';
import {describeReason} from '../run/explain-change.ts';
import {listenForInterrupt} from '../run/interrupt.ts';
import {openExecutor} from '../run/open-executor.ts';
import {type RunResult, runPipeline} from '../run/run-pipeline.ts';
import type {StageExecutor} from '../run/stage-executor.ts';
import {Workspace} from '../run/workspace.ts';
import {historyFolder, saveRun} from '../show/history.ts';
import {openReporter, teeEvents} from '../show/reporters.ts';
import {writeRunPage} from '../show/run-page.ts';
import {RunRecorder} from '../show/run-record.ts';
import {showSeconds} from '../show/show-amounts.ts';
import type {RunFlags} from './pipeline-flags.ts';

/** Runs stages of a pipeline and sets the exit code: 1 after a failure, 130 after an interrupt. */
export async function runCommand(stages: readonly string[], flags: RunFlags): Promise<void> {
  const startedAt = performance.now();
  const recalled = await recallPipeline({...flags, file: flags.pipeline});
  const {pipeline} = recalled;
  const selection = selectStages(pipeline, stages, flags);
  const workspace = await Workspace.open(recalled);
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
    sink,
  });
  await executor.close();
  const seconds = (performance.now() - startedAt) / 1000;
  const {manifests, ...names} = result;
  const outputs = finalOutputs(pipeline, selection.selected, manifests);
  sink({type: 'run-finished', ...names, outputs, seconds});
  await reporter.close();
  await workspace.close();
  // A run that cannot leave a page, since its store is read-only, is still a run.
  const page = await writeRunPage(recorder.record, pipeline.artifacts).catch(() => undefined);
  const paths = [...outputs, ...(page ? [shownPath(page)] : [])];
  const lines = summarize(paths, selection.selected.size, result, seconds);
  if (flags.log === 'text') for (const line of lines) console.log(line);
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

interface Selection {
  selected: ReadonlySet<string>;
  required: ReadonlySet<string>;
  forced: ReadonlySet<string>;
}

/** Which stages run, which must be there, which are forced. */
function selectStages(
  pipeline: Pipeline,
  stages: readonly string[],
  flags: Pick<RunFlags, 'only' | 'from' | 'force'>,
): Selection {
  const {nodes} = pipeline;
  const [named, only, from, forcedNames] = [
    ...[stages, flags.only, flags.from],
    Array.isArray(flags.force) ? flags.force : [],
  ].map(names => requireStages(pipeline, names));
  if (only.length > 0 && named.length + from.length > 0) {
    throw new UserError('--only runs its stage alone: leave out --from and other stage names.');
  }
  if (only.length > 0) {
    const selected = new Set(only);
    const upstream = withUpstream(nodes, selected);
    const required = new Set([...upstream].filter(name => !selected.has(name)));
    return {selected, required, forced: flags.force ? selected : new Set()};
  }
  const wanted = new Set([...named, ...withDownstream(nodes, from)]);
  const goals = wanted.size > 0 ? wanted : new Set(nodes.map(node => node.name));
  const selected = withUpstream(nodes, goals);
  const outside = forcedNames.find(name => !selected.has(name));
  if (outside) throw new UserError(`--force ${outside}: that stage is not among those to run.`);
  const forced = flags.force === true ? goals : new Set(forcedNames);
  return {selected, required: new Set(), forced};
}

/** The stages that were named, each item of a `foreach` by its own name; refuses what the pipeline has not. */
export function requireStages({nodes}: Pipeline, names: readonly string[]): string[] {
  return names.flatMap(name => {
    const found = nodesNamed(nodes, name);
    if (found.length > 0) return found.map(node => node.name);
    const items = nodesNamed(nodes, name.replace(/\[.*/, '')).map(node => node.name);
    const known = items.length > 1 ? items : declaredNames(nodes);
    const meant = didYouMean(name, known);
    throw new UserError(
      `found no stage ${name}, expected ${oneOf(known)}${meant ? `\n    ${meant}` : ''}`,
    );
  });
}

/** The one stage that was named; a `foreach` of several needs its item too. */
export function requireStage(pipeline: Pipeline, name: string): string {
  const found = requireStages(pipeline, [name]);
  if (found.length === 1) return found[0];
  throw new UserError(`found ${found.length} stages named ${name}, expected one: ${oneOf(found)}`);
}

function finalOutputs(
  {nodes, artifacts}: Pipeline,
  selected: ReadonlySet<string>,
  manifests: RunResult['manifests'],
): string[] {
  return finalNodes(nodes.filter(node => selected.has(node.name))).flatMap(({name}) =>
    Object.values(manifests.get(name)?.outputs ?? {}).map(({file}) =>
      shownPath(join(artifacts, name, 'latest', file)),
    ),
  );
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
    showSeconds(seconds),
  ];
  const counted = `${stages} ${stages === 1 ? 'stage' : 'stages'}`;
  return [...paths.map(path => `→ ${path}`), `${counted}: ${parts.join(', ')}`];
}
