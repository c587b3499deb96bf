// `geneglot diff A B`: what differs between two runs, or two artifacts: parameters, code, metrics, row counts.

import {loadPipeline} from '../declare/load-pipeline.ts';
import {describeReason, explainChange} from '../run/explain-change.ts';
import {historyFolder, readRun} from '../show/history.ts';
import {print} from '../show/print.ts';
import {findArtifact} from '../store/artifact-folders.ts';
import type {Manifest} from '../store/manifest.ts';
import {readArtifact} from '../store/read-manifest.ts';
import type {PipelineFlags} from './pipeline-flags.ts';

/** Manifests by stage; a stage without an artifact is absent. */
type Side = Map<string, Manifest>;

/** Prints the differences stage by stage; A and B are run ids (or `last`), or keys of artifacts. */
export async function diffCommand(a: string, b: string, flags: PipelineFlags): Promise<void> {
  const {artifacts} = await loadPipeline({...flags, file: flags.pipeline});
  const [before, after] = [await readSide(artifacts, a), await readSide(artifacts, b)];
  const lines: string[] = [];
  for (const stage of new Set([...before.keys(), ...after.keys()])) {
    const differences = compare(before.get(stage), after.get(stage));
    if (differences.length === 0) continue;
    lines.push(stage, ...differences.map(difference => `    ${difference}`));
  }
  print(lines.length > 0 ? lines.join('\n') : `${a} and ${b} have the same artifacts.`);
}

async function readSide(artifacts: string, name: string): Promise<Side> {
  if (/^[0-9a-f]{6,64}$/.test(name)) {
    const found = await findArtifact(artifacts, name);
    if (found) return new Map([[found.stage, found]]);
  }
  const {stages} = await readRun(historyFolder(artifacts), name);
  const side: Side = new Map();
  for (const [stage, {key}] of Object.entries(stages)) {
    const manifest = key && readArtifact(artifacts, stage, key);
    if (manifest) side.set(stage, manifest);
  }
  return side;
}

function compare(before: Manifest | undefined, after: Manifest | undefined): string[] {
  if (!before || !after) return [before ? 'only in the first' : 'only in the second'];
  if (before.key === after.key) return [];
  return [
    ...explainChange(before, after).map(describeReason),
    ...changedNumbers('metric', before.metrics, after.metrics),
    ...changedNumbers('', countsOf(before), countsOf(after)),
  ];
}

/** Row counts as `training.sets`. */
function countsOf({outputs}: Manifest): Record<string, number> {
  return Object.fromEntries(
    Object.entries(outputs).flatMap(([port, {counts}]) =>
      Object.entries(counts).map(([name, count]) => [`${port}.${name}`, count]),
    ),
  );
}

function changedNumbers(
  kind: string,
  before: Record<string, number | string>,
  after: Record<string, number | string>,
): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names]
    .filter(name => before[name] !== after[name])
    .map(
      name =>
        `${kind ? `${kind} ` : ''}${name} ${show(before[name])} → ${show(after[name])}${change(before[name], after[name])}`,
    );
}

function show(value: number | string | undefined): string {
  if (value === undefined) return 'nothing';
  return typeof value === 'number'
    ? value.toLocaleString('en', {maximumSignificantDigits: 6})
    : value;
}

function change(before: unknown, after: unknown): string {
  if (typeof before !== 'number' || typeof after !== 'number' || before === 0) return '';
  const percent = (100 * (after - before)) / before;
  return ` (${percent > 0 ? '+' : ''}${percent.toFixed(1)} %)`;
}
