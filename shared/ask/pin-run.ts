// The past run that an evaluation takes its models from.
import type {Pipeline} from '../pipeline/declare/pipeline.ts';
import {nameOf} from '../pipeline/port-formats.ts';
import {shownPath, UserError} from '../pipeline/problem.ts';
import type {Workspace} from '../pipeline/run/workspace.ts';
import {historyFolder, listRuns, type PastRun, readRun} from '../pipeline/show/history.ts';
import type {Manifest} from '../pipeline/store/manifest.ts';

const REMEDY = 'Run make all first (or geneglot run).';

/** The newest of the runs that have all stages `needed` and the most of those `wanted`, of these one at least. */
export async function findRun(
  {artifacts, file}: Pipeline,
  needed: ReadonlySet<string>,
  wanted: readonly string[],
): Promise<PastRun> {
  const folder = historyFolder(artifacts);
  let best: {run: PastRun; count: number} | undefined;
  let lacking = 'that got so far';
  for (const id of await listRuns(folder)) {
    const run = await readRun(folder, id);
    const count = wanted.filter(stage => hasStage(run, stage)).length;
    const missing = [...needed].filter(stage => !hasStage(run, stage));
    if (missing.length > 0) lacking = `with ${missing.join(', ')} (${id} has none)`;
    else if (count === 0) lacking = `with any of ${wanted.join(', ')} (${id} has none)`;
    else if (count >= (best?.count ?? 1)) best = {run, count};
  }
  if (best) return best.run;
  throw new UserError(
    `${shownPath(artifacts)}: found no finished run of ${shownPath(file)} ${lacking}, expected one with a model\n    ${REMEDY}`,
  );
}

/** Whether the run left an artifact of the stage. */
export function hasStage({stages}: PastRun, stage: string): boolean {
  return stages[stage]?.key !== undefined;
}

/** What the run left of the stages, by stage. */
export async function pinRun(
  {pipeline, store}: Workspace,
  {id, stages}: PastRun,
  wanted: ReadonlySet<string>,
): Promise<Map<string, Manifest>> {
  const manifests = new Map<string, Manifest>();
  for (const stage of wanted) {
    const key = stages[stage]?.key;
    const {manifest, damage} = key ? await store.inspect(stage, key) : {};
    if (!manifest || damage) {
      const found = damage ?? 'its artifact is gone';
      throw new UserError(`${stage} of the last finished run (${id}): ${found}\n    ${REMEDY}`);
    }
    manifests.set(stage, manifest);
  }
  requireFormats(pipeline.nodes, manifests, id);
  return manifests;
}

// A stage that now reads another version of a format could not read what lies there.
function requireFormats(
  nodes: Workspace['pipeline']['nodes'],
  manifests: ReadonlyMap<string, Manifest>,
  id: string,
): void {
  for (const {name, stage} of nodes) {
    for (const [port, output] of Object.entries(manifests.get(name)?.outputs ?? {})) {
      const format = stage.outputs[port];
      if (format && nameOf(format) === output.format) continue;
      throw new UserError(
        `${name}.${port} of the last finished run (${id}): found ${output.format}, expected ${format ? nameOf(format) : 'no such output'}\n    ${REMEDY}`,
      );
    }
  }
}
