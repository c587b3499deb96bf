import {nameOf} from '../pipeline/port-formats.ts';
import {shownPath, UserError} from '../pipeline/problem.ts';
import type {Workspace} from '../pipeline/run/workspace.ts';
import {historyFolder, listRuns, type PastRun, readRun} from '../pipeline/show/history.ts';
import type {Manifest} from '../pipeline/store/manifest.ts';

export interface PinnedRun {
  run: PastRun;
  /** By stage. */
  manifests: Map<string, Manifest>;
}

const REMEDY = 'Run make all first (or geneglot run).';

/** The newest run without a failure that has an artifact of each of the stages. */
export async function pinLastRun(
  {pipeline, store}: Workspace,
  stages: ReadonlySet<string>,
): Promise<PinnedRun> {
  const folder = historyFolder(pipeline.artifacts);
  const ids = await listRuns(folder);
  for (const id of ids.reverse()) {
    const run = await readRun(folder, id);
    if (run.exitCode !== 0 || [...stages].some(stage => !run.stages[stage]?.key)) continue;
    const manifests = new Map<string, Manifest>();
    for (const stage of stages) {
      const {manifest, damage} = await store.inspect(stage, run.stages[stage].key!);
      if (!manifest || damage) {
        const found = damage ?? 'its artifact is gone';
        throw new UserError(`${stage} of the last finished run (${id}): ${found}\n    ${REMEDY}`);
      }
      manifests.set(stage, manifest);
    }
    requireFormats(pipeline.nodes, manifests, id);
    return {run, manifests};
  }
  throw new UserError(
    `${shownPath(pipeline.artifacts)}: found no finished run of ${shownPath(pipeline.file)}, expected one with all its models\n    ${REMEDY}`,
  );
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
