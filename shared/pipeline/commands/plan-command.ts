// `geneglot status` and `geneglot plan`: what is up to date, what would run and why; nothing runs.

import {bytesText, durationText} from '../../text/amount-text.ts';
import {withUpstream} from '../declare/graph.ts';
import {requireStages} from '../declare/select-stages.ts';
import {type Assessment, assessPipeline} from '../run/assess.ts';
import {describeReason} from '../run/explain-change.ts';
import {print} from '../show/print.ts';
import {showCounts} from '../show/show-amounts.ts';
import type {Manifest} from '../store/manifest.ts';
import {openWorkspace} from './open-workspace.ts';
import type {PipelineFlags} from './pipeline-flags.ts';

/** Prints one line a stage: its state, when its artifact was made, how long it took, what it holds. */
export async function statusCommand(flags: PipelineFlags): Promise<void> {
  const assessments = await assess([], flags);
  const width = widest(assessments);
  for (const [name, assessment] of assessments) {
    print(`${name.padEnd(width)}  ${describeState(assessment)}`);
  }
}

/** Prints the stages that would run, the changes that make them run, and the time they took before. */
export async function planCommand(
  stages: readonly string[],
  flags: PipelineFlags & {explain: boolean},
): Promise<void> {
  const assessments = await assess(stages, flags);
  const width = widest(assessments);
  const lines: string[] = [];
  let seconds = 0;
  let running = 0;
  let isTimed = true;
  for (const [name, assessment] of assessments) {
    if (assessment.state === 'up-to-date') continue;
    running++;
    seconds += assessment.last?.seconds ?? 0;
    isTimed &&= assessment.last !== undefined;
    const certain = assessment.state === 'stale' ? 'will run' : 'may run';
    const expected = describeExpected(assessment.last, flags.explain);
    lines.push(`${name.padEnd(width)}  ${certain}${expected}`);
    const reasons = assessment.reasons.map(describeReason);
    const shown = flags.explain ? reasons : reasons.slice(0, 1);
    for (const reason of shown) lines.push(`    ${reason}`);
    if (shown.length < reasons.length) {
      lines.push(`    and ${reasons.length - shown.length} more (--explain names them)`);
    }
  }
  print([...lines, summary(running, assessments.size, isTimed ? seconds : undefined)].join('\n'));
}

function describeExpected(last: Manifest | undefined, explain: boolean): string {
  if (!last) return '';
  const memory = explain ? ` and ${bytesText(last.peakMemoryBytes)} of memory` : '';
  return `, took ${durationText(last.seconds)}${memory} last time`;
}

async function assess(
  stages: readonly string[],
  flags: PipelineFlags,
): Promise<Map<string, Assessment>> {
  const workspace = await openWorkspace(flags);
  const {pipeline} = workspace;
  const named = requireStages(pipeline, stages);
  const goals = named.length > 0 ? named : pipeline.nodes.map(node => node.name);
  const assessments = await assessPipeline(workspace, withUpstream(pipeline.nodes, goals));
  await workspace.close();
  return assessments;
}

function summary(running: number, all: number, seconds: number | undefined): string {
  if (running === 0) return `Nothing to run: ${all} of ${all} stages are up to date.`;
  // Of a stage that never ran nobody knows how long it takes.
  const time = seconds ? `; they took ${durationText(seconds)} last time` : '';
  return `${running} of ${all} stages to run${time}.`;
}

function describeState(assessment: Assessment): string {
  if (assessment.state === 'up-to-date') {
    return `up to date  ${describeMade(assessment.manifest)}`;
  }
  const {last, reasons} = assessment;
  if (!last) return 'never run';
  return `stale  ${reasons.map(describeReason).join('; ')}  (last: ${describeMade(last)})`;
}

function describeMade(manifest: Manifest): string {
  const at = manifest.startedAt.slice(0, 16).replace('T', ' ');
  return [`${at} UTC`, durationText(manifest.seconds), showCounts(manifest)]
    .filter(part => part !== '')
    .join(', ');
}

function widest(assessments: ReadonlyMap<string, Assessment>): number {
  return [...assessments.keys()].reduce((width, {length}) => Math.max(width, length), 0);
}
